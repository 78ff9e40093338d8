package io.plumbline.ui.charts;

import java.util.List;
import java.util.function.Function;

/** A chart with its heading and legend, drawn once for wide pages and once for phones; the style sheet shows one. */
final class Figure {
    private Figure() {}

    /**
     * An entry of a legend.
     *
     * @param css classes of the swatch
     * @param text what it stands for
     */
    record Key(String css, String text) {}

    static Picture of(String title, List<Key> legend, Size wide, Function<Size, String> draw) {
        return of(
                title, legend, wide, new Size(Size.PHONE.width(), Math.min(wide.height(), Size.PHONE.height())), draw);
    }

    static Picture of(String title, List<Key> legend, Size wide, Size phone, Function<Size, String> draw) {
        StringBuilder out = new StringBuilder(8192);
        out.append("<figure class=\"chart\"><figcaption><span class=\"chart-title\">");
        out.append(Canvas.escape(title)).append("</span>");
        for (Key key : legend) {
            out.append("<span class=\"key\"><svg viewBox=\"0 0 22 10\" aria-hidden=\"true\">");
            out.append("<line class=\"").append(key.css()).append("\" x1=\"1\" y1=\"5\" x2=\"21\" y2=\"5\"/></svg>");
            out.append(Canvas.escape(key.text())).append("</span>");
        }
        out.append("</figcaption><div class=\"wide\">").append(draw.apply(wide)).append("</div>");
        out.append("<div class=\"narrow\">").append(draw.apply(phone)).append("</div></figure>");
        return new Picture(out.toString());
    }
}
