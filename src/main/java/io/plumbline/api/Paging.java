package io.plumbline.api;

import io.plumbline.kernel.Page;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The parameters of every list. */
public final class Paging {
    @QueryParam("page")
    @DefaultValue("0")
    @Parameter(description = "Which page, counted from 0")
    int page;

    @QueryParam("size")
    @DefaultValue("50")
    @Parameter(description = "Items on a page, 1 to 200")
    int size;

    /** The page asked for. */
    public Page page() {
        return new Page(page, size);
    }
}
