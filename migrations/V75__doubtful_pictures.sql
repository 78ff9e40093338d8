-- Pictures of which no teacher was sure enough: they wait for a person to draw their mask.
create table doubtful_picture (
    model           text             not null references model,
    image           text             not null, -- address of what is kept
    source          text             not null, -- device, or "reference"
    teacher         text             not null,
    teacher_version text             not null,
    unsure          double precision not null, -- share of unsure pixels among those that are unsure or subject
    area            double precision not null, -- share of the picture that is subject, by the teacher
    job             uuid             not null references job,
    at              timestamptz      not null,
    primary key (model, image)
);
create index doubtful_picture_image on doubtful_picture (image);
create index doubtful_picture_source on doubtful_picture (source);
create index doubtful_picture_order on doubtful_picture (model, unsure desc, image);
