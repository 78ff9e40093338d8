-- What the gates said each time they were asked about a version, and against which champion. Only grows.
create table judgement (
    job      uuid        primary key references job,
    model    text        not null references model,
    version  text        not null,
    champion text        not null,
    verdicts jsonb       not null,
    at       timestamptz not null
);
create index judgement_version on judgement (model, version, at);
create trigger judgement_only_grows before update or delete or truncate on judgement
    for each statement execute function only_grows();

-- What both models said about each picture that they were judged by, and what the gates knew of it.
create table judged_picture (
    job                   uuid             not null references judgement,
    image                 text             not null,
    truth                 text             not null,
    device                integer          not null, -- a number within the judgement, of nobody's name
    origin                text             not null check (origin in ('field', 'reference')),
    weight                double precision not null check (weight > 0),
    segment               jsonb            not null,
    champion_said         text             not null,
    champion_confidence   double precision not null check (champion_confidence between 0 and 1),
    champion_score        double precision not null check (champion_score between 0 and 1),
    challenger_said       text             not null,
    challenger_confidence double precision not null check (challenger_confidence between 0 and 1),
    challenger_score      double precision not null check (challenger_score between 0 and 1),
    primary key (job, image)
);
