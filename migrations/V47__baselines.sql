-- What people chose a version to be measured against; the latest choice counts. Without one the policy's rule does.
create table drift_baseline_choice (
    model      text        not null,
    version    text        not null,
    number     integer     not null check (number > 0),
    what       text        not null check (what in ('span', 'validation', 'policy')),
    from_hour  timestamptz,          -- of a span
    until_hour timestamptz,          -- exclusive
    chosen_at  timestamptz not null,
    chosen_by  text        not null,
    reason     text        not null,
    primary key (model, version, number),
    foreign key (model, version) references model_version,
    check ((what = 'span') = (from_hour is not null and until_hour is not null)),
    check (from_hour < until_hour)
);
create trigger drift_baseline_choice_only_grows before update or delete or truncate on drift_baseline_choice
    for each statement execute function only_grows();

-- What a span of the field counted, so that it need not be added up at each evaluation. Made again when it has changed.
create table drift_baseline (
    model       text        not null,
    version     text        not null,
    from_hour   timestamptz not null,
    until_hour  timestamptz not null,
    seen        xid8        not null, -- labels of all transactions before this one are in it
    looked_at   timestamptz not null, -- last hour as of which that was found to be so
    predictions bigint      not null,
    content     jsonb       not null, -- io.plumbline.drift.baseline.FieldBaselines
    primary key (model, version, from_hour, until_hour),
    foreign key (model, version) references model_version
);
