-- Pictures without a mask that a distillation has its teacher draw, by the address of what is kept of them: frozen, so that a job
-- that goes on asks about the same ones.
create table distillation_picture (
    job    uuid    not null references job,
    number integer not null,
    image  text    not null,
    source text    not null, -- device, or "reference"
    split  text    not null check (split in ('train', 'validation')),
    primary key (job, number)
);
create index distillation_picture_image on distillation_picture (image);
create index distillation_picture_source on distillation_picture (source);
