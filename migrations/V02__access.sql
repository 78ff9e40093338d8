-- Who may do what. Secrets are kept as SHA-256 only: they are random, so no slow hash is needed.
create table access_token (
    id         uuid        primary key,
    name       text        not null,
    hash       text        not null unique check (hash ~ '^[0-9a-f]{64}$'),
    roles      text[]      not null,
    created_at timestamptz not null,
    created_by text        not null,
    expires_at timestamptz,
    last_used  date,
    revoked_at timestamptz
);
-- The ledger names people and machines by their token's name, so no two that work may share one.
create unique index access_token_name on access_token (name) where revoked_at is null;

create table access_session (
    hash       text        primary key check (hash ~ '^[0-9a-f]{64}$'),
    token      uuid        not null references access_token,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index access_session_expiry on access_session (expires_at);
