package dev.pirn;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of dependency and shape that the compiler does not know. */
class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.pirn");

    /** Public classes that are meant to be extended. Each says so in its documentation. */
    private static final Set<String> OPEN_BY_DESIGN = Set.of();

    /** More are hard to find one's way in: what is not the loop's own gets a package. */
    private static final int MOST_TYPES = 90;

    private static final Set<String> TIME =
            Set.of("java.lang.System.nanoTime", "java.lang.System.currentTimeMillis", "java.lang.Thread.sleep");

    @Test
    void theSpiKnowsNothingOfTheRest() {
        classes()
                .that()
                .resideInAPackage("dev.pirn.spi")
                .should()
                .onlyDependOnClassesThat(
                        describe("are foreign or of the spi", type -> !isOurs(type) || isIn(type, "dev.pirn.spi")))
                .check(CORE);
    }

    @Test
    void theLoopKnowsNothingThatStandsOnIt() {
        noClasses()
                .that()
                .resideInAPackage("dev.pirn")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.pirn.attach..", "dev.pirn.net..", "dev.pirn.sync..")
                .check(CORE);
    }

    @Test
    void whatWatchesTheLoopSeesItThroughItsViews() {
        noClasses()
                .that()
                .resideInAPackage("dev.pirn.watch")
                .should()
                .dependOnClassesThat(describe(
                        "are the loop's, or stand on it",
                        type -> isOurs(type)
                                && !isIn(type, "dev.pirn.watch")
                                && !isIn(type, "dev.pirn.observe")
                                && !isIn(type, "dev.pirn.text")
                                && !isIn(type, "dev.pirn.jfr")))
                .check(CORE);
    }

    @Test
    void theLoopStaysSmall() {
        long types = CORE.stream()
                .filter(type -> isIn(type, "dev.pirn") && type.isTopLevelClass())
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .count();
        assertTrue(types <= MOST_TYPES, "dev.pirn has " + types + " types, and may have " + MOST_TYPES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.pirn.attach", "dev.pirn.net", "dev.pirn.sync"})
    void whatStandsOnTheLoopUsesOnlyWhatAUserCouldUse(String packageName) {
        classes()
                .that()
                .resideInAPackage(packageName)
                .should()
                .onlyDependOnClassesThat(describe(
                        "are foreign, public or of the same package",
                        type -> !isOurs(type) || isIn(type, packageName) || isPublic(type)))
                .check(CORE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(new ByPackage()).should().beFreeOfCycles().check(CORE);
    }

    @Test
    void timeComesFromTheClock() {
        noClasses()
                .that(describe(
                        "are not a clock",
                        type -> !isInFile(type, "Clock.java") && !isInFile(type, "CoarseClock.java")))
                .should()
                .accessTargetWhere(readsTheTime())
                .check(CORE);
    }

    @Test
    void publicClassesAreClosed() {
        classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should(ArchCondition.from(describe(
                        "be final, sealed, an interface, an exception or open by design", ArchitectureTest::isClosed)))
                .check(CORE);
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheTime() {
        return describe(
                "reads the time or sleeps",
                access -> TIME.contains(access.getTargetOwner().getName() + "." + access.getName()));
    }

    private static boolean isOurs(JavaClass type) {
        return isIn(type, "dev.pirn") || packageOf(type).startsWith("dev.pirn.");
    }

    private static boolean isIn(JavaClass type, String packageName) {
        return packageOf(type).equals(packageName);
    }

    private static String packageOf(JavaClass type) {
        return type.getBaseComponentType().getPackageName();
    }

    private static boolean isPublic(JavaClass type) {
        JavaClass element = type.getBaseComponentType();
        return element.getModifiers().contains(JavaModifier.PUBLIC)
                && element.getEnclosingClass().map(ArchitectureTest::isPublic).orElse(true);
    }

    private static boolean isClosed(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.FINAL)
                || type.isInterface()
                || type.isAssignableTo(Throwable.class)
                || type.reflect().isSealed()
                || OPEN_BY_DESIGN.contains(type.getName());
    }

    private static boolean isInFile(JavaClass type, String file) {
        return type.getSource()
                .flatMap(Source::getFileName)
                .filter(file::equals)
                .isPresent();
    }

    private static final class ByPackage implements SliceAssignment {

        @Override
        public String getDescription() {
            return "packages";
        }

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return isOurs(type) ? SliceIdentifier.of(packageOf(type)) : SliceIdentifier.ignore();
        }
    }
}
