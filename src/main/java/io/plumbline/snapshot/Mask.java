package io.plumbline.snapshot;

import io.plumbline.kernel.Rejection;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Which pixels of a picture are meant, as COCO writes it: run lengths down the columns, from the left, the first of pixels that
 * are not meant (T.-Y. Lin et al., Microsoft COCO, 2014; the run lengths of its maskApi).
 *
 * @param width in pixels
 * @param height in pixels
 * @param runs lengths of the runs, together width × height; owned by the record, not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared by equals.
record Mask(int width, int height, int[] runs) {
    private static final int MEANT = 128;

    /** @throws Rejection {@code mask-invalid} if the runs do not fill the picture */
    Mask {
        long sum = 0;
        for (int run : runs) {
            sum = run < 0 ? -1 : sum + run;
            if (sum < 0) {
                break;
            }
        }
        if (sum != (long) width * height) {
            throw invalid("its runs do not add up to " + width + " × " + height + " pixels");
        }
    }

    static Rejection invalid(String why) {
        return Rejection.invalid("mask-invalid", "The mask cannot be read: " + why + ".");
    }

    /** The mask of a picture file: pixels of at least half brightness are meant. */
    static Mask of(byte[] png) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
            if (image == null) {
                throw invalid("it is no picture");
            }
            return of(image);
        } catch (IOException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID, "mask-invalid", "The mask cannot be read: " + e.getMessage(), e);
        }
    }

    private static Mask of(BufferedImage image) {
        int[] runs = new int[64];
        int count = 0;
        int run = 0;
        boolean before = false;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                boolean meant = isMeant(image, x, y);
                if (meant != before) {
                    if (count == runs.length) {
                        runs = Arrays.copyOf(runs, 2 * count);
                    }
                    runs[count++] = run;
                    run = 0;
                    before = meant;
                }
                run++;
            }
        }
        int[] all = Arrays.copyOf(runs, count + 1);
        all[count] = run;
        return new Mask(image.getWidth(), image.getHeight(), all);
    }

    /** By the first band: grey, or the red of a white that is as red as it is green. Of a palette the colour counts. */
    private static boolean isMeant(BufferedImage image, int x, int y) {
        return image.getColorModel() instanceof IndexColorModel palette
                ? palette.getRed(image.getRaster().getSample(x, y, 0)) >= MEANT
                : image.getRaster().getSample(x, y, 0)
                        >= 1 << (image.getSampleModel().getSampleSize(0) - 1);
    }

    /** One by which nothing is meant. */
    static Mask empty(int width, int height) {
        return new Mask(width, height, new int[] {width * height});
    }

    /** The area within polygons, each a list of x and y by turns, in pixels. */
    static Mask of(int width, int height, List<double[]> polygons) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        for (double[] points : polygons) {
            if (points.length < 6 || points.length % 2 != 0) {
                throw invalid(
                        "a polygon has " + points.length + " coordinates, an even number of at least 6 is needed");
            }
            Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
            path.moveTo(points[0], points[1]);
            for (int i = 2; i < points.length; i += 2) {
                path.lineTo(points[i], points[i + 1]);
            }
            path.closePath();
            pen.fill(path);
        }
        pen.dispose();
        return of(image);
    }

    /** The run lengths in the text that pycocotools writes: differences to the run before the last, six bits a letter. */
    static Mask of(int width, int height, String text) {
        int[] runs = new int[text.length()];
        int count = 0;
        for (int at = 0; at < text.length(); count++) {
            long value = 0;
            int shift = 0;
            int letter = 0x20;
            while ((letter & 0x20) != 0) {
                if (at == text.length() || shift > 30) {
                    throw invalid("its text ends within a number");
                }
                letter = text.charAt(at++) - 48;
                value |= (long) (letter & 0x1F) << shift;
                shift += 5;
            }
            if ((letter & 0x10) != 0) {
                value |= -1L << shift;
            }
            runs[count] = (int) (count > 2 ? value + runs[count - 2] : value);
        }
        return new Mask(width, height, Arrays.copyOf(runs, count));
    }

    /** What is meant by either. */
    Mask or(Mask other) {
        if (other.width != width || other.height != height) {
            throw invalid("two of one picture have different sizes");
        }
        BufferedImage both = image();
        BufferedImage more = other.image();
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                if (more.getRaster().getSample(x, y, 0) != 0) {
                    both.getRaster().setSample(x, y, 0, 255);
                }
            }
        }
        return of(both);
    }

    /** As a grey PNG: black and white. */
    byte[] png() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image(), "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("Nothing but memory is written", e);
        }
        return bytes.toByteArray();
    }

    private BufferedImage image() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        int at = 0;
        boolean meant = false;
        for (int run : runs) {
            if (meant) {
                for (int i = at; i < at + run; i++) {
                    image.getRaster().setSample(i / height, i % height, 0, 255);
                }
            }
            at += run;
            meant = !meant;
        }
        return image;
    }

    /** How many pixels are meant. */
    long area() {
        long area = 0;
        for (int i = 1; i < runs.length; i += 2) {
            area += runs[i];
        }
        return area;
    }

    /** The smallest box around what is meant: x, y, width, height; zeros if nothing is. */
    int[] box() {
        int left = width;
        int right = -1;
        int top = height;
        int bottom = -1;
        int at = 0;
        for (int i = 0; i < runs.length; at += runs[i++]) {
            if (i % 2 == 1 && runs[i] > 0) {
                int last = at + runs[i] - 1;
                left = Math.min(left, at / height);
                right = Math.max(right, last / height);
                boolean wraps = at / height != last / height;
                top = Math.min(top, wraps ? 0 : at % height);
                bottom = Math.max(bottom, wraps ? height - 1 : last % height);
            }
        }
        return right < 0 ? new int[4] : new int[] {left, top, right - left + 1, bottom - top + 1};
    }
}
