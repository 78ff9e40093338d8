package io.plumbline.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures as cameras write them: encoded by the JDK, with the metadata that phones put around the pixels. */
public final class Photographs {
    /** What no picture may tell any more. */
    public static final String SECRET = "48.2082N 16.3738E";

    private Photographs() {}

    /** A picture that no other seed gives. */
    public static BufferedImage image(long seed, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            pen.setColor(new Color(random.nextInt(1 << 24)));
            pen.fillOval(random.nextInt(width), random.nextInt(height), width / 3 + 1, height / 3 + 1);
        }
        pen.dispose();
        return image;
    }

    public static byte[] png(long seed) {
        return encoded(image(seed, 20, 12), "png", false);
    }

    /** One that a person can look at. */
    public static byte[] bigPng(long seed) {
        return encoded(image(seed, 48, 48), "png", false);
    }

    public static byte[] jpeg(BufferedImage image, boolean progressive) {
        return encoded(image, "jpeg", progressive);
    }

    /** As a phone writes it: place, comment, editor's notes and a thumbnail around the pixels, a film behind them. */
    public static byte[] fromPhone(byte[] jpeg, int orientation) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        byte[] exif = joined("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1), exif(orientation));
        out.writeBytes(segment(0xE1, exif));
        out.writeBytes(segment(0xE1, text("http://ns.adobe.com/xap/1.0/\0<x>" + SECRET + "</x>")));
        out.writeBytes(segment(0xE0, text("JFXX\0\u0010 thumbnail " + SECRET)));
        out.writeBytes(segment(0xED, text("Photoshop 3.0\0" + SECRET)));
        out.writeBytes(segment(0xE2, text("MPF\0" + SECRET)));
        out.writeBytes(segment(0xFE, text("taken at " + SECRET)));
        out.write(jpeg, 2, jpeg.length - 2);
        out.writeBytes(text("ftypmp42 a film " + SECRET));
        return out.toByteArray();
    }

    /** A PNG with words, a time and a place in it. */
    public static byte[] withChunks(byte[] png, int orientation) {
        int header = 8 + 25;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, header);
        out.writeBytes(chunk("tEXt", text("Comment\0" + SECRET)));
        out.writeBytes(chunk("tIME", new byte[] {7, (byte) 0xEA, 1, 1, 1, 1, 1}));
        out.writeBytes(chunk("eXIf", exif(orientation)));
        out.writeBytes(chunk("prVt", text(SECRET)));
        out.write(png, header, png.length - header);
        out.writeBytes(text("after the end " + SECRET));
        return out.toByteArray();
    }

    /** A TIFF block with a maker, an orientation and a place, little-endian as most phones write it. */
    static byte[] exif(int orientation) {
        byte[] place = text(SECRET + "\0");
        ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 2 * 12 + 4 + place.length)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .put(text("II"))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 2);
        tiff.putShort((short) 0x010F).putShort((short) 2).putInt(place.length).putInt(38);
        tiff.putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0);
        return tiff.putInt(0).put(place).array();
    }

    public static int[] pixels(byte[] file) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
            return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static boolean tells(byte[] file, String text) {
        return new String(file, StandardCharsets.ISO_8859_1).contains(text);
    }

    static byte[] chunk(String type, byte[] data) {
        byte[] typed = joined(text(type), data);
        CRC32 crc = new CRC32();
        crc.update(typed);
        return ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(typed)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] segment(int marker, byte[] data) {
        return ByteBuffer.allocate(4 + data.length)
                .put((byte) 0xFF)
                .put((byte) marker)
                .putShort((short) (2 + data.length))
                .put(data)
                .array();
    }

    static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] encoded(BufferedImage image, String format, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), format)
                .next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam how = writer.getDefaultWriteParam();
            if (progressive) {
                how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.write(null, new IIOImage(image, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
