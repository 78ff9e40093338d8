package io.plumbline.stats.estimate;

import io.plumbline.stats.*;
import java.util.*;

class ClusSim {
    // fleet: devices; each device has level shift; each device makes burst predictions
    static Histogram[] fleet(Random r, int devices, double spread, int mean, double[] levels) {
        Histogram[] h = new Histogram[8];
        for (int i = 0; i < 8; i++) h[i] = new Histogram();
        for (int d = 0; d < devices; d++) {
            double lev = levels == null ? spread * r.nextGaussian() : levels[d];
            int n = 1 + (int) (-Math.log(1 - r.nextDouble()) * mean);
            for (int i = 0; i < n; i++) {
                double x = 1 / (1 + Math.exp(-(1.5 + lev + 1.2 * r.nextGaussian())));
                h[d % 8].add(x);
            }
        }
        return h;
    }

    static Histogram sum(Histogram[] h) {
        Histogram s = new Histogram();
        for (Histogram x : h) s.merge(x);
        return s;
    }

    public static void main(String[] a) {
        int R = Integer.parseInt(a[0]);
        for (double spread : new double[] {0, .5, 1})
            for (int dev : new int[] {80, 400}) {
                Random r = new Random(3);
                String[] nm = {"psi0", "ks0", "psiG", "psiGk", "psiInf", "jsG", "jsGk", "ksG", "ksInf", "w1G", "w1Inf"};
                int[] k = new int[nm.length];
                double de = 0, du = 0;
                int done = 0;
                int cov = 0;
                for (int i = 0; i < R; i++) {
                    Histogram[] x = fleet(r, dev, spread, 20, null), y = fleet(r, dev, spread, 20, null);
                    Histogram sx = sum(x), sy = sum(y);
                    ClusterEffect ex = ClusterEffect.of(List.of(x)), ey = ClusterEffect.of(List.of(y));
                    de += ex.cells();
                    du += ex.cumulative();
                    double inf = Double.POSITIVE_INFINITY;
                    Design c = ClusterEffect.ofCells(.05, ex, ey), u = ClusterEffect.ofCumulative(.05, ex, ey);
                    Design ck = new Design(.05, ex.cells(), ey.cells(), 7 * 9),
                            ci = new Design(.05, ex.cells(), ey.cells(), inf),
                            ui = new Design(.05, ex.cumulative(), ey.cumulative(), inf);
                    Design pl = Design.independent(.05);
                    Comparison[] cs = {
                        Distances.psi(sx, sy, pl),
                        Distances.kolmogorovSmirnov(sx, sy, pl),
                        Distances.psi(sx, sy, c),
                        Distances.psi(sx, sy, ck),
                        Distances.psi(sx, sy, ci),
                        Distances.jensenShannon(sx, sy, c),
                        Distances.jensenShannon(sx, sy, ck),
                        Distances.kolmogorovSmirnov(sx, sy, u),
                        Distances.kolmogorovSmirnov(sx, sy, ui),
                        Distances.wasserstein(sx, sy, u),
                        Distances.wasserstein(sx, sy, ui)
                    };
                    for (int j = 0; j < cs.length; j++)
                        if (cs[j] instanceof Comparison.Measured m && m.p() <= .05) k[j]++;
                }
                StringBuilder sb = new StringBuilder(
                        String.format("spread %.1f dev %d deff cells %.2f cum %.2f", spread, dev, de / R, du / R));
                for (int j = 0; j < nm.length; j++) sb.append(String.format(" %s %.1f", nm[j], 100. * k[j] / R));
                System.out.println(sb);
            }
        // coverage of ShardTotals
        for (int G : new int[] {})
            for (double p : new double[] {.02, .1})
                for (int dev : new int[] {100, 1000}) {
                    Random r = new Random(9);
                    int c1 = 0, c2 = 0;
                    int R2 = R * 4;
                    for (int i = 0; i < R2; i++) {
                        ShardTotals t = new ShardTotals(G);
                        for (int d = 0; d < dev; d++) {
                            int n = 1 + (int) (-Math.log(1 - r.nextDouble()) * 10);
                            double q = Math.min(1, r.nextDouble() < .2 ? 5 * p : 0);
                            int e = 0;
                            for (int j = 0; j < n; j++) e += r.nextDouble() < q ? 1 : 0;
                            t.addOutcomes(r.nextInt(G), n, e);
                        }
                        if (t.estimate(.95) instanceof ShardTotals.Estimate.Measured m) {
                            if (m.interval().lower() <= p && p <= m.interval().upper()) c1++;
                            double h = m.standardError();
                            Interval w = Wilson.interval(Math.round(m.mean() * t.n()), t.n(), .95);
                            if (w.lower() <= p && p <= w.upper()) c2++;
                        }
                    }
                    System.out.printf(
                            "G %d p %.2f dev %d coverage t %.2f naive %.2f%n",
                            G, p, dev, 100. * c1 / R2, 100. * c2 / R2);
                }
    }
}
