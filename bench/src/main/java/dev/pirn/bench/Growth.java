package dev.pirn.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How a cost grows with a size: the power law <i>cost = factor · size<sup>exponent</sup></i> that fits best, by least
 * squares of the logarithms. An exponent of 0 is a cost that does not grow, 1 one in proportion.
 *
 * @param exponent the power
 * @param factor the cost at size 1
 * @param fit the share of the variance that the law explains: 1 is perfect; little if the cost does not grow at all
 */
record Growth(double exponent, double factor, double fit) {

    /** With fewer sizes any cost looks like a power. */
    static final int LEAST_POINTS = 4;

    /** A size and what it costs. */
    record Point(double size, double cost) {}

    /** {@return the law of some figures that differ in their size only} */
    static Growth of(List<Figure> figures) {
        List<Point> points = new ArrayList<>();
        for (Figure figure : figures) points.add(new Point(figure.at(), figure.median()));
        points.sort(Comparator.comparingDouble(Point::size));
        return fit(points);
    }

    static Growth fit(List<Point> points) {
        if (points.size() < LEAST_POINTS)
            throw new IllegalArgumentException("an exponent needs " + LEAST_POINTS + " points or more: " + points);
        for (Point point : points)
            if (point.size() <= 0 || point.cost() <= 0) throw new IllegalArgumentException("not positive: " + point);
        double meanX =
                points.stream().mapToDouble(p -> Math.log(p.size())).average().orElseThrow();
        double meanY =
                points.stream().mapToDouble(p -> Math.log(p.cost())).average().orElseThrow();
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (Point point : points) {
            double x = Math.log(point.size()) - meanX;
            double y = Math.log(point.cost()) - meanY;
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        if (xx == 0) throw new IllegalArgumentException("all points are of one size: " + points);
        double exponent = xy / xx;
        double explained = yy == 0 ? 1 : xy * xy / (xx * yy);
        return new Growth(exponent, Math.exp(meanY - exponent * meanX), explained);
    }
}
