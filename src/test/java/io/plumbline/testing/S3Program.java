package io.plumbline.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;

/** A store that speaks S3 and keeps its objects in memory. It says its port, and ends with who started it. */
final class S3Program {
    private S3Program() {}

    /** Arguments: access key, secret key, and the buckets to make. */
    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        // Nobody reads what libraries print once the port is known.
        System.setOut(System.err);
        BlobStore store = ContextBuilder.newBuilder(new TransientApiMetadata())
                .credentials("nobody", "nothing")
                .build(BlobStoreContext.class)
                .getBlobStore();
        for (int i = 2; i < arguments.length; i++) {
            store.createContainerInLocation(null, arguments[i]);
        }
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(store)
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, arguments[0], arguments[1])
                .endpoint(URI.create("http://127.0.0.1:0"))
                .build();
        proxy.start();
        answers.println(S3Server.PORT + proxy.getPort());
        awaitEnd();
        System.exit(0);
    }

    private static void awaitEnd() throws IOException {
        System.in.transferTo(OutputStream.nullOutputStream());
    }
}
