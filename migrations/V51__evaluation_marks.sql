-- What the last evaluation of a model has seen: as long as nothing has come since, there is nothing to evaluate.
create table drift_evaluation (
    model     text   primary key references model,
    seen      xid8   not null, -- all transactions before this one were visible to it
    decisions bigint not null, -- entries of the ledger about the model
    made_by   text   not null  -- under which settings, and in which hour of the clock
);

-- What is shown of every model again and again need not be read from the whole state.
alter table drift_state
    add column evidence   double precision not null default 0,    -- years of the alarm on errors, divided by those needed
    add column error_rate double precision not null default 'NaN';
