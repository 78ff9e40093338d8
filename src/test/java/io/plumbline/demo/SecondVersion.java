package io.plumbline.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The first bundle again, under another version. */
final class SecondVersion {
    private SecondVersion() {}

    static byte[] of(String resource) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(Pictures.open(resource));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            ZipEntry entry = in.getNextEntry();
            while (entry != null) {
                byte[] content = in.readAllBytes();
                if (entry.getName().equals("model.json")) {
                    String text = new String(content, StandardCharsets.UTF_8);
                    content = text.replaceFirst("(\"version\"\\s*:\\s*)\"1\"", "$1\"2\"")
                            .getBytes(StandardCharsets.UTF_8);
                }
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(content);
                out.closeEntry();
                entry = in.getNextEntry();
            }
        }
        return bytes.toByteArray();
    }
}
