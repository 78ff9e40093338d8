package io.plumbline.ui;

import io.quarkus.test.common.http.TestHTTPResource;
import java.io.IOException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of pages have in common: a browser in which the administrator is signed in. */
public abstract class SignedIn {
    @TestHTTPResource
    String base;

    @ConfigProperty(name = "plumbline.home")
    String home;

    protected Browser browser;

    @BeforeEach
    void openBrowser() throws IOException {
        browser = Browser.open(base);
        browser.signIn(home);
    }

    @AfterEach
    void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }
}
