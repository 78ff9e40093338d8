-- Pictures as a model's frozen backbone sees them, kept for the next retraining; any of it may be deleted at any time.
create table embedding (
    backbone text        not null, -- digest of the graph and of how pictures are put into it
    image    text        not null, -- digest of the picture
    features bytea       not null, -- 32-bit floats, big-endian
    used_at  timestamptz not null,
    primary key (backbone, image)
);
-- Floats do not compress: trying costs time and gains nothing.
alter table embedding alter column features set storage external;
create index embedding_used on embedding (used_at);
create index embedding_image on embedding (image);
