-- Why a retraining started or did not. A row stands from its first to its last time.
create table retrain_decision (
    id       bigint      primary key generated always as identity,
    model    text        not null references model,
    code     text        not null,
    starts   boolean     not null,
    sentence text        not null,
    first_at timestamptz not null,
    last_at  timestamptz not null,
    revision integer     not null, -- of the policy; 0: the settings
    job      uuid        references job
);
create index retrain_decision_of on retrain_decision (model, id desc);
