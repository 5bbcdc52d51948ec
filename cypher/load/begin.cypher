/* Start a load: after the commit no new read starts. Meta keeps the previous version and records the packages that are being loaded
   ($pending), so that an interrupted load can be finished. An older load that is still running is superseded. */
CYPHER 5
MERGE (m:Meta {id: 'meta'})
WITH m, properties(m) AS before
SET m.state = 'loading', m.load_id = $load_id, m.pending = $pending
RETURN before
