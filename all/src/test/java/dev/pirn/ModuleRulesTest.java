package dev.pirn;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules of core's own test that the modules on it keep, too. What they may see of core the compiler knows. */
class ModuleRulesTest {

    private static final JavaClasses MODULES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.pirn.file", "dev.pirn.flow", "dev.pirn.process", "dev.pirn.pool");

    private static final Set<String> TIME =
            Set.of("java.lang.System.nanoTime", "java.lang.System.currentTimeMillis", "java.lang.Thread.sleep");

    @Test
    void timeComesFromTheClock() {
        noClasses()
                .should()
                .accessTargetWhere(describe(
                        "reads the time or sleeps",
                        access -> TIME.contains(access.getTargetOwner().getName() + "." + access.getName())))
                .check(MODULES);
    }

    @Test
    void publicClassesAreClosed() {
        classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should(ArchCondition.from(
                        describe("be final, sealed, an interface or an exception", ModuleRulesTest::isClosed)))
                .check(MODULES);
    }

    @Test
    void poolsNeedNeitherStreamsNorFilesNorProcesses() {
        noClasses()
                .that()
                .resideInAPackage("dev.pirn.pool")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.pirn.net..", "dev.pirn.file..", "dev.pirn.spi..", "dev.pirn.process..")
                .check(MODULES);
    }

    @Test
    void filesDoNotNeedStreams() {
        noClasses()
                .that()
                .resideInAPackage("dev.pirn.file")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.pirn.net..")
                .check(MODULES);
    }

    private static boolean isClosed(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.FINAL)
                || type.isInterface()
                || type.isAssignableTo(Throwable.class)
                || type.reflect().isSealed();
    }
}
