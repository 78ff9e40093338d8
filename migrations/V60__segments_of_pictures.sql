-- Where a labelled picture was taken: gates judge by segment.
alter table labelled_picture add column segment jsonb not null default '{}';

update labelled_picture l set segment = o.segment
from outcome o
where o.model = l.model and o.image = l.image and o.source = l.source and o.segment is not null;
