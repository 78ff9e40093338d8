package io.plumbline.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.drift.report.DriftReport;
import io.plumbline.drift.report.DriftReport.SegmentRow;
import io.plumbline.drift.report.ReportCsv;
import io.plumbline.ui.view.ReportSamples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportCsvTest {
    /** A reader of RFC 4180 that knows nothing of the writer. */
    private static List<List<String>> read(String csv) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (quoted) {
                boolean twice = c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"';
                if (c != '"' || twice) {
                    cell.append(c);
                    i += twice ? 1 : 0;
                } else {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == ',' || c == '\r') {
                row.add(cell.toString());
                cell.setLength(0);
            } else if (c == '\n') {
                rows.add(row);
                row = new ArrayList<>();
            } else {
                cell.append(c);
            }
        }
        return rows;
    }

    @Test
    void everyRowHasEightCellsAndEveryPlotItsSection() {
        List<List<String>> rows = read(ReportCsv.of(ReportSamples.report()));

        assertThat(rows.get(0)).containsExactly("section", "name", "x", "group", "value", "lower", "upper", "n");
        assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(8));
        assertThat(rows)
                .extracting(row -> row.get(0))
                .contains(
                        "effect",
                        "change",
                        "counts",
                        "error rate",
                        "confidence",
                        "reliability",
                        "input",
                        "class mix",
                        "segment",
                        "confusion",
                        "cause",
                        "evidence",
                        "labels");
    }

    @Test
    void theErrorCurveIsAllThere() {
        DriftReport report = ReportSamples.report();

        List<List<String>> curve = read(ReportCsv.of(report)).stream()
                .filter(row -> row.get(0).equals("error rate"))
                .toList();

        assertThat(curve).hasSameSizeAs(report.errorRate());
        DriftReport.RatePoint last = report.errorRate().get(curve.size() - 1);
        assertThat(curve.get(curve.size() - 1))
                .containsExactly(
                        "error rate",
                        "audit arm",
                        last.hour().toString(),
                        "since",
                        Double.toString((double) last.errors() / last.n()),
                        Double.toString(last.lower()),
                        Double.toString(last.upper()),
                        Long.toString(last.n()));
    }

    @Test
    void oddNamesStayTextAndRunInNoSpreadsheet() {
        SegmentRow odd = new SegmentRow("device", "=HYPERLINK(\"x\"),\nÄ", 10, 4, 1, 0, 1, 1);

        List<List<String>> rows = read(ReportCsv.of(ReportSamples.withSegment(odd)));

        assertThat(rows).anySatisfy(row -> assertThat(row.get(1)).isEqualTo("'=HYPERLINK(\"x\"),\nÄ"));
    }
}
