-- When a model is retrained. Only ever followed by another revision.
create table retrain_policy (
    model            text        not null references model,
    revision         integer     not null check (revision > 0),
    on_incident      boolean     not null,
    incident_labels  bigint      not null,
    new_labels       bigint,
    schedule         text,
    zone             text        not null,
    cooldown_seconds bigint      not null,
    labels_per_class bigint      not null,
    monthly_budget   integer     not null,
    changed_at       timestamptz not null,
    changed_by       text        not null,
    reason           text        not null,
    primary key (model, revision)
);
create index labelled_picture_added on labelled_picture (model, added_at);
