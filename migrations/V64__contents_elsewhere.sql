-- Bundles may lie in a bucket instead of the table; whoever adds a version asks the store for them.
alter table model_version drop constraint model_version_sha256_fkey;
