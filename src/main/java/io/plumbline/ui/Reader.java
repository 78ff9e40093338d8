package io.plumbline.ui;

import io.plumbline.access.Roles;
import io.plumbline.access.SignIn;
import io.plumbline.drift.Incidents;
import io.plumbline.ui.view.Frame;
import io.plumbline.ui.view.ModelFacts.Rights;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.UriInfo;

/** Who reads a page, and what that one may do. */
@RequestScoped
public class Reader {
    private final SecurityIdentity identity;
    private final Incidents incidents;
    private final UriInfo uri;

    Reader(SecurityIdentity identity, Incidents incidents, UriInfo uri) {
        this.identity = identity;
        this.incidents = incidents;
        this.uri = uri;
    }

    /** The name that changes are written down under. */
    public String name() {
        return identity.getPrincipal().getName();
    }

    public Rights rights() {
        return new Rights(identity.hasRole(Roles.RELEASE_MANAGER), identity.hasRole(Roles.SCIENTIST));
    }

    /** The surroundings of a page that renews itself. */
    public Frame frame(String title, String section) {
        return new Frame(title, section, name(), SignIn.csrfToken(identity), true, incidents.openCount(), server());
    }

    /** The surroundings of a page that does not renew itself, since somebody fills in a form or compares what is past. */
    public Frame still(String title, String section) {
        return new Frame(title, section, name(), SignIn.csrfToken(identity), false, incidents.openCount(), server());
    }

    private String server() {
        return uri.getBaseUri().toString().replaceFirst("/$", "");
    }

    /** The surroundings of a page that does not, for anybody. */
    public Frame still(String title) {
        return identity.isAnonymous()
                ? Frame.outside(title)
                : new Frame(title, "", name(), SignIn.csrfToken(identity), false);
    }
}
