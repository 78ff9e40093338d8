package io.plumbline.bundle;

import io.plumbline.kernel.Orientation;
import io.plumbline.kernel.Rejection;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * From a picture to a network's input, the one definition that server, translator and phones share.
 *
 * <p>Held upright, by the Exif orientation of the file → samples 0..255 → grey, if the model wants one channel: {@code round(.299 r + .587 g + .114 b)}, a grey picture's
 * samples as they are, those of 16 bits divided by 257 → bilinear to the model's size, half-pixel centres, no antialiasing → {@code (v / 255 − mean) /
 * sd} → the model's layout. Transparency is ignored.
 */
public final class Pixels {
    private static final int MOST_SIDE = 8192;
    private static final long MOST_PIXELS = 24_000_000;
    private static final Set<String> FORMATS = Set.of("png", "jpeg");

    private Pixels() {}

    /**
     * Decodes and converts a picture.
     *
     * @param picture PNG or JPEG
     * @return channels × height × width values
     * @throws Rejection REFUSED, {@code picture-unreadable}, or TOO_LARGE, {@code picture-too-large}
     */
    public static float[] of(byte[] picture, ModelDefinition.Input input) {
        return of(decode(picture), input);
    }

    /** The same where a picture that cannot be read is no failure: empty then. */
    public static Optional<float[]> ifReadable(byte[] picture, ModelDefinition.Input input) {
        try {
            return Optional.of(of(picture, input));
        } catch (Rejection e) {
            return Optional.empty();
        }
    }

    /** A decoded picture; empty where it cannot be read. */
    public static Optional<BufferedImage> ifReadable(byte[] picture) {
        try {
            return Optional.of(decode(picture));
        } catch (Rejection e) {
            return Optional.empty();
        }
    }

    /** How bright each pixel of a decoded picture is, 0 to 1, row by row, whatever its file keeps: what a mask says. */
    public static float[] brightness(BufferedImage image) {
        return of(image, ModelDefinition.Input.grey("brightness", image.getWidth(), image.getHeight()));
    }

    /** Converts a decoded picture that is upright; channels × height × width values. */
    public static float[] of(BufferedImage image, ModelDefinition.Input input) {
        int width = image.getWidth();
        int height = image.getHeight();
        float[][] planes = planes(image, input.channels());
        float[] values = new float[input.size()];
        int plane = input.width() * input.height();
        boolean last = input.layout().equals(ModelDefinition.Input.NHWC);
        for (int c = 0; c < planes.length; c++) {
            float[] sized = resize(planes[c], width, height, input.width(), input.height());
            float mean = input.mean().get(c);
            float sd = input.sd().get(c);
            for (int i = 0; i < plane; i++) {
                values[last ? i * planes.length + c : c * plane + i] = (sized[i] / 255f - mean) / sd;
            }
        }
        return values;
    }

    /**
     * The media type of a picture, by its header alone: its pixels are not unpacked.
     *
     * @throws Rejection as {@link #of(byte[], ModelDefinition.Input)}
     */
    public static String mediaType(byte[] picture) {
        read(picture, reader -> Boolean.TRUE);
        return (picture[0] & 0xFF) == 0x89 ? "image/png" : "image/jpeg";
    }

    /**
     * Decodes a picture, having looked at its size first, and holds it upright.
     *
     * @throws Rejection as {@link #of(byte[], ModelDefinition.Input)}
     */
    public static BufferedImage decode(byte[] picture) {
        return read(picture, reader -> upright(reader.read(0), Orientation.ofFile(picture)));
    }

    /** A picture held upright, with the samples that it has; one that is upright is given back itself. */
    private static BufferedImage upright(BufferedImage image, int orientation) {
        if (orientation == Orientation.UPRIGHT) {
            return image;
        }
        int right = image.getWidth() - 1;
        int bottom = image.getHeight() - 1;
        boolean onSide = Orientation.isOnSide(orientation);
        WritableRaster from = image.getRaster();
        WritableRaster to = from.createCompatibleWritableRaster(
                onSide ? image.getHeight() : image.getWidth(), onSide ? image.getWidth() : image.getHeight());
        Object sample = null;
        for (int y = 0; y < to.getHeight(); y++) {
            for (int x = 0; x < to.getWidth(); x++) {
                int fromX = onSide ? y : x;
                int fromY = onSide ? x : y;
                boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
                boolean fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
                sample = from.getDataElements(
                        fromRight ? right - fromX : fromX, fromBottom ? bottom - fromY : fromY, sample);
                to.setDataElements(x, y, sample);
            }
        }
        return new BufferedImage(image.getColorModel(), to, image.isAlphaPremultiplied(), null);
    }

    /** What is made of a picture whose size was looked at. */
    private interface Use<T> {
        T of(ImageReader reader) throws IOException;
    }

    private static <T> T read(byte[] picture, Use<T> use) {
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(picture))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            while (readers.hasNext()) {
                ImageReader reader = readers.next();
                if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
                    return read(reader, stream, use);
                }
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof Rejection known) {
                throw known;
            }
            // ImageIO's readers throw all kinds of runtime exceptions at damaged pictures.
            throw new Rejection(
                    Rejection.Kind.REFUSED, "picture-unreadable", "The picture is damaged: " + e.getMessage(), e);
        }
        throw new Rejection(Rejection.Kind.REFUSED, "picture-unreadable", "The picture is neither PNG nor JPEG.");
    }

    private static <T> T read(ImageReader reader, ImageInputStream stream, Use<T> use) throws IOException {
        try {
            reader.setInput(stream, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (width > MOST_SIDE || height > MOST_SIDE || (long) width * height > MOST_PIXELS) {
                throw new Rejection(
                        Rejection.Kind.TOO_LARGE,
                        "picture-too-large",
                        "The picture has " + width + " × " + height + " pixels, at most " + MOST_SIDE + " a side and "
                                + MOST_PIXELS + " in all are allowed.");
            }
            return use.of(reader);
        } finally {
            reader.dispose();
        }
    }

    private static float[][] planes(BufferedImage image, int channels) {
        int width = image.getWidth();
        int height = image.getHeight();
        float[][] planes = new float[channels][width * height];
        Raster raster = image.getRaster();
        boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        int bits = image.getColorModel().getComponentSize(0);
        if (grey && (bits == 8 || bits == 16)) {
            float unit = bits == 8 ? 1 : 257;
            // Not getRGB: Java takes grey samples for linear light and would brighten them.
            int[] samples = raster.getSamples(0, 0, width, height, 0, new int[width * height]);
            for (float[] plane : planes) {
                for (int i = 0; i < samples.length; i++) {
                    plane[i] = samples[i] / unit;
                }
            }
            return planes;
        }
        int[] rgb = image.getRGB(0, 0, width, height, new int[width * height], 0, width);
        for (int i = 0; i < rgb.length; i++) {
            int r = rgb[i] >> 16 & 0xFF;
            int g = rgb[i] >> 8 & 0xFF;
            int b = rgb[i] & 0xFF;
            if (channels == 1) {
                planes[0][i] = Math.round(0.299f * r + 0.587f * g + 0.114f * b);
            } else {
                planes[0][i] = r;
                planes[1][i] = g;
                planes[2][i] = b;
            }
        }
        return planes;
    }

    /** Bilinear, half-pixel centres, no antialiasing. */
    static float[] resize(float[] from, int width, int height, int toWidth, int toHeight) {
        if (width == toWidth && height == toHeight) {
            return from;
        }
        float[] to = new float[toWidth * toHeight];
        for (int y = 0; y < toHeight; y++) {
            float fy = Math.max(0, (y + 0.5f) * height / toHeight - 0.5f);
            int y0 = Math.min((int) fy, height - 1);
            int y1 = Math.min(y0 + 1, height - 1);
            float wy = fy - y0;
            for (int x = 0; x < toWidth; x++) {
                float fx = Math.max(0, (x + 0.5f) * width / toWidth - 0.5f);
                int x0 = Math.min((int) fx, width - 1);
                int x1 = Math.min(x0 + 1, width - 1);
                float wx = fx - x0;
                float top = from[y0 * width + x0] * (1 - wx) + from[y0 * width + x1] * wx;
                float bottom = from[y1 * width + x0] * (1 - wx) + from[y1 * width + x1] * wx;
                to[y * toWidth + x] = top * (1 - wy) + bottom * wy;
            }
        }
        return to;
    }
}
