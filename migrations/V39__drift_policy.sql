-- What each model's watch is to keep to; the latest revision counts. A model without one is watched by the configured defaults.
create table drift_policy (
    model                 text             not null references model,
    revision              integer          not null check (revision > 0),
    false_alarms_per_year double precision not null,
    tolerance             double precision not null,
    segments              text[],                    -- null: all that the model declares
    maturity_seconds      bigint           not null,
    changed_at            timestamptz      not null,
    changed_by            text             not null,
    reason                text             not null,
    primary key (model, revision)
);
create trigger drift_policy_only_grows before update or delete or truncate on drift_policy
    for each statement execute function only_grows();
