-- Where a picture of a snapshot was taken, by what the field said when it was frozen: gates judge by segment, and what is said of it
-- later changes no verdict. Of those that were frozen before, what is known now.
alter table snapshot_picture add column segment jsonb not null default '{}';

update snapshot_picture p set segment = t.segment
from snapshot s, (
    select distinct on (model, content, source) model, content, source, segment from (
        select l.model, p.content, l.source, l.segment, 0 as place, l.image, l.taken_at as at
        from labelled_picture l join picture p on p.name = l.image
        where l.origin <> 'reference' and l.segment <> '{}'
        union all
        select c.model, p.content, o.source, o.segment, 1, o.image, o.window_at
        from correction c
        join outcome o on o.source = c.prediction_source and o.id = c.prediction_id
            and o.correction_source = c.source and o.correction_id = c.id
        join picture p on p.name = o.image
        where c.mask is not null and o.segment is not null) as known
    order by model, content, source, place, image, at, segment) as t
where s.id = p.snapshot and t.model = s.model and t.content = p.image and t.source = p.source
  and p.origin <> 'reference' and p.gone_at is null;
