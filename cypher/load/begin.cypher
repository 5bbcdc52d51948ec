/* A load begins: from its commit on no new read starts. The version that was there stays stated, and beside it the packages that are loaded
   now ($pending), so that the load can be finished when it dies. An older load that still goes on is cut off. */
CYPHER 5
MERGE (m:Meta {id: 'meta'})
WITH m, properties(m) AS before
SET m.state = 'loading', m.load_id = $load_id, m.pending = $pending
RETURN before
