-- Content-addressed store: pictures and bundles.
create table blob (
    sha256     text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
    media_type text        not null,
    content    bytea       not null,
    created_at timestamptz not null default now()
);
-- Pictures and bundles are compressed already.
alter table blob alter column content set storage external;
