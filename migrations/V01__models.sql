-- Models, their versions, what was live when, and who did what.
create table model (
    name       text        primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    title      text        not null,
    task       text        not null check (task in ('classification', 'segmentation')),
    segments   text[]      not null,
    created_at timestamptz not null,
    created_by text        not null
);

create table model_version (
    model       text        not null references model,
    version     text        not null check (version ~ '^[0-9A-Za-z][0-9A-Za-z.+-]{0,31}$'),
    stage       text        not null check (stage in ('candidate', 'live', 'retired', 'rejected')),
    stage_since timestamptz not null,
    sha256      text        not null references blob,
    bytes       bigint      not null check (bytes >= 0),
    labels      text[]      not null,
    validation  jsonb       not null,
    parent      text,
    origin      text        not null,
    evidence    jsonb       not null,
    created_at  timestamptz not null,
    created_by  text        not null,
    primary key (model, version),
    foreign key (model, parent) references model_version
);
-- Whatever a program does wrong: a job makes one version, and a model has at most one live version.
create unique index model_version_job on model_version (model, origin) where origin like 'job:%';
create unique index model_version_live on model_version (model) where stage = 'live';

-- Every promotion and every rollback is a new, higher release; the newest one not after T was live at T.
create table release (
    model    text        not null references model,
    number   bigint      not null check (number > 0),
    version  text        not null,
    kind     text        not null check (kind in ('promotion', 'rollback')),
    at       timestamptz not null,
    actor    text        not null,
    reason   text        not null,
    primary key (model, number),
    foreign key (model, version) references model_version
);

create table ledger (
    id     bigint      generated always as identity primary key,
    at     timestamptz not null,
    actor  text        not null,
    model  text,
    what   text        not null,
    detail text        not null
);
create index ledger_model on ledger (model, id);

create function only_grows() returns trigger language plpgsql as $$
begin
    raise exception 'Table % only grows: % is refused', tg_table_name, lower(tg_op) using errcode = 'restrict_violation';
end
$$;
create trigger ledger_only_grows before update or delete or truncate on ledger
    for each statement execute function only_grows();
create trigger release_only_grows before update or delete or truncate on release
    for each statement execute function only_grows();
