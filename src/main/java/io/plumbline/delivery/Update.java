package io.plumbline.delivery;

/**
 * What a phone should run.
 *
 * @param model name of the model
 * @param version version to run
 * @param release number of the release that says so; a higher one overrules a lower
 * @param url path of the bundle on this server
 * @param sha256 digest of the bundle, to be checked after the download
 * @param bytes length of the bundle
 */
public record Update(String model, String version, long release, String url, String sha256, long bytes) {}
