-- Baton's tables. Applied at start under an advisory lock and skipped when nothing changed; applying it again changes nothing.
-- Schema version 9
-- Every change of this file raises that number: a Baton with a lower one refuses the database.
--
-- flow_runs      one execution of a flow over one project at one pinned commit; the truth about it
-- flow_steps     the steps of a run, with their full outputs; locked only through their run's row
-- tasks          one attempt of an agent step on a back end; always in plan mode
-- chats          the conversation that belongs to one agent step
-- chat_frames    what a step streamed while it ran, in batches; deleted after `keep_transcript_days`
-- questions      follow-up questions to the agent of a step, with their answers; they hang on its chat
-- workers        processes that execute steps and answer questions; alive = its advisory lock is held and its heartbeat is recent
-- posts          what Baton owns on a chat platform: one message or file each
-- people         what people of chat platforms chose for themselves
-- installations  what an adapter received when it was installed in a workspace, encrypted by the adapter
-- findings       the ledger: the findings of a flow on a project across its runs, with what people said of them
-- schedules      runs that start by themselves: those of baton.yaml, and those that people added
-- schedule_fires  what came of each fire time, so that each starts one run however many processes there are
-- schedule_notices  what is still to be said in a chat about a schedule
-- request_keys   API requests with a key, and user actions in chats, that must take effect only once
-- handled_actions  user actions in chats that were answered: so that an edited message acts once, and what buttons offered
-- button_presses  the last click on each button of a chat's message, so that a double click acts once
-- audit_log      who did what; for operators, who read it by the API
--
-- Every transaction on a run takes the run's row first, FOR NO KEY UPDATE, then reads or writes its steps.
-- The work itself is delivered by graphile-worker, in its own schema, `graphile_worker`.

CREATE TABLE IF NOT EXISTS flow_runs (
  id             uuid PRIMARY KEY,
  project_id     text NOT NULL,
  -- where the repository is, as of the start of the run: {id, path, url, ref, host}
  project        jsonb NOT NULL,
  -- the host that has the project on disk; null if every worker can fetch it
  host           text,
  flow_name      text NOT NULL,
  band           text NOT NULL,
  fast           boolean NOT NULL DEFAULT false,
  model          text,
  backend        text NOT NULL,
  backend_reason text NOT NULL DEFAULT '',
  status         text NOT NULL DEFAULT 'running',
  input          jsonb NOT NULL,
  -- the refs that were requested: {base, head, compares}; with commits, those of the run that is run again
  refs           jsonb NOT NULL,
  -- the commits that are read: {commit_sha, base_sha, label, history, notes}; null until resolved
  pin            jsonb,
  commit_sha     text,
  base_sha       text,
  report         text,
  error          text,
  requested_by   text NOT NULL,
  input_tokens   bigint,
  output_tokens  bigint,
  cost           numeric,
  created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at     timestamptz,
  completed_at   timestamptz
);
-- its expected usage: {input_tokens, output_tokens, cost, runs, duration_ms, warning}
ALTER TABLE flow_runs ADD COLUMN IF NOT EXISTS estimate jsonb;
-- its outcome: {verdict, answer, headlines, findings, counts, funnel}; null until it has ended with a report
ALTER TABLE flow_runs ADD COLUMN IF NOT EXISTS outcome jsonb;
-- its report as data, as `ReportDocument`; may have hundreds of kilobytes, so only what shows or exports a report
-- and the ledger read it
ALTER TABLE flow_runs ADD COLUMN IF NOT EXISTS document jsonb;
-- set once 80 % of a budget is used
ALTER TABLE flow_runs ADD COLUMN IF NOT EXISTS budget_warning text;
-- the schedule that started it: {id, name, next_fire}; null for a run that a person started
ALTER TABLE flow_runs ADD COLUMN IF NOT EXISTS schedule jsonb;
-- Posts record where a run appears.
ALTER TABLE flow_runs DROP COLUMN IF EXISTS post_to;
CREATE INDEX IF NOT EXISTS flow_runs_by_project ON flow_runs (project_id, created_at DESC);
CREATE INDEX IF NOT EXISTS flow_runs_newest ON flow_runs (created_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS flow_runs_by_kind ON flow_runs (flow_name, band, backend, created_at DESC) WHERE status = 'completed';
CREATE INDEX IF NOT EXISTS flow_runs_completed ON flow_runs (project_id, flow_name, created_at DESC) WHERE status = 'completed';
CREATE INDEX IF NOT EXISTS flow_runs_under_way ON flow_runs (created_at) WHERE status = 'running';
ALTER TABLE flow_runs DROP CONSTRAINT IF EXISTS flow_runs_band;
ALTER TABLE flow_runs ADD CONSTRAINT flow_runs_band CHECK (band IN ('small', 'medium', 'large'));
ALTER TABLE flow_runs DROP CONSTRAINT IF EXISTS flow_runs_status;
ALTER TABLE flow_runs ADD CONSTRAINT flow_runs_status CHECK (status IN ('running', 'completed', 'failed', 'cancelled'));
ALTER TABLE flow_runs DROP CONSTRAINT IF EXISTS flow_runs_input;
ALTER TABLE flow_runs ADD CONSTRAINT flow_runs_input CHECK (input ? 'question');

CREATE TABLE IF NOT EXISTS tasks (
  id            uuid PRIMARY KEY,
  run_id        uuid NOT NULL REFERENCES flow_runs ON DELETE CASCADE,
  step_id       text NOT NULL,
  attempt       integer NOT NULL,
  state         text NOT NULL DEFAULT 'pending',
  mode_id       text NOT NULL DEFAULT 'plan',
  backend       text NOT NULL,
  model         text,
  worker_id     text,
  -- when it may start; null means at once
  run_at        timestamptz,
  -- when its job was added: until `admit_tasks` does, a task waits as a row
  admitted_at   timestamptz,
  -- what it is doing, in one line
  activity      text,
  agent_version text,
  input_tokens  bigint,
  output_tokens bigint,
  cost          numeric,
  error         text,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at    timestamptz,
  completed_at  timestamptz,
  CONSTRAINT tasks_attempt UNIQUE (run_id, step_id, attempt)
);
-- what the agent was asked, with secrets masked; null for a task that an earlier version began
ALTER TABLE tasks ADD COLUMN IF NOT EXISTS system text;
ALTER TABLE tasks ADD COLUMN IF NOT EXISTS prompt text;
CREATE INDEX IF NOT EXISTS tasks_live ON tasks (created_at) WHERE state IN ('pending', 'running');
CREATE INDEX IF NOT EXISTS tasks_by_start ON tasks (started_at);
CREATE INDEX IF NOT EXISTS tasks_waiting ON tasks (created_at) WHERE state = 'pending' AND admitted_at IS NULL;
ALTER TABLE tasks DROP CONSTRAINT IF EXISTS tasks_state;
ALTER TABLE tasks ADD CONSTRAINT tasks_state CHECK (state IN ('pending', 'running', 'completed', 'failed', 'cancelled', 'lost'));
ALTER TABLE tasks DROP CONSTRAINT IF EXISTS tasks_plan_mode;
ALTER TABLE tasks ADD CONSTRAINT tasks_plan_mode CHECK (mode_id = 'plan');

CREATE TABLE IF NOT EXISTS chats (
  id         uuid PRIMARY KEY,
  run_id     uuid NOT NULL REFERENCES flow_runs ON DELETE CASCADE,
  step_id    text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT chats_step UNIQUE (run_id, step_id)
);

CREATE TABLE IF NOT EXISTS chat_frames (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  chat_id    uuid NOT NULL REFERENCES chats ON DELETE CASCADE,
  frame      jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS chat_frames_by_chat ON chat_frames (chat_id, id);
-- Rows lie in the order of time; such an index costs next to nothing to keep.
CREATE INDEX IF NOT EXISTS chat_frames_by_age ON chat_frames USING brin (created_at);

CREATE TABLE IF NOT EXISTS questions (
  id            uuid PRIMARY KEY,
  run_id        uuid NOT NULL REFERENCES flow_runs ON DELETE CASCADE,
  step_id       text NOT NULL,
  chat_id       uuid NOT NULL REFERENCES chats ON DELETE CASCADE,
  -- counts the run's questions from 1
  n             integer NOT NULL,
  asked_by      text NOT NULL,
  question      text NOT NULL,
  state         text NOT NULL DEFAULT 'pending',
  -- counts dispatches; with the worker it fences off late answers
  attempt       integer NOT NULL DEFAULT 1,
  faults        integer NOT NULL DEFAULT 0,
  losses        integer NOT NULL DEFAULT 0,
  -- when this attempt was dispatched
  dispatched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  worker_id     text,
  -- Markdown, in full; secrets are masked before it is stored
  answer        text,
  error         text,
  asked_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  answered_at   timestamptz,
  CONSTRAINT questions_number UNIQUE (run_id, n)
);
-- the usage of all its attempts
ALTER TABLE questions ADD COLUMN IF NOT EXISTS backend text;
ALTER TABLE questions ADD COLUMN IF NOT EXISTS model text;
ALTER TABLE questions ADD COLUMN IF NOT EXISTS agent_version text;
ALTER TABLE questions ADD COLUMN IF NOT EXISTS input_tokens bigint;
ALTER TABLE questions ADD COLUMN IF NOT EXISTS output_tokens bigint;
ALTER TABLE questions ADD COLUMN IF NOT EXISTS cost numeric;
-- the key of the post in whose thread the answer appears; its own if it goes to the person alone; null: the run's card
ALTER TABLE questions ADD COLUMN IF NOT EXISTS card text;
CREATE INDEX IF NOT EXISTS questions_by_time ON questions (asked_at);
CREATE INDEX IF NOT EXISTS questions_by_chat ON questions (chat_id);
CREATE INDEX IF NOT EXISTS questions_open ON questions (dispatched_at) WHERE state IN ('pending', 'running');
ALTER TABLE questions DROP CONSTRAINT IF EXISTS questions_state;
ALTER TABLE questions ADD CONSTRAINT questions_state CHECK (state IN ('pending', 'running', 'answered', 'failed'));
ALTER TABLE questions DROP CONSTRAINT IF EXISTS questions_outcome;
ALTER TABLE questions ADD CONSTRAINT questions_outcome CHECK ((state = 'answered') = (answer IS NOT NULL) AND (state = 'failed') = (error IS NOT NULL));

CREATE TABLE IF NOT EXISTS flow_steps (
  run_id        uuid NOT NULL REFERENCES flow_runs ON DELETE CASCADE,
  step_id       text NOT NULL,
  -- its place in the run: needs come before dependents
  position      integer NOT NULL,
  kind          text NOT NULL,
  persona       text,
  label         text NOT NULL,
  needs         text[] NOT NULL,
  status        text NOT NULL DEFAULT 'pending',
  task_id       uuid REFERENCES tasks ON DELETE SET NULL,
  chat_id       uuid REFERENCES chats ON DELETE SET NULL,
  -- counts dispatches; with step and worker it fences off late answers
  attempt       integer NOT NULL DEFAULT 0,
  faults        integer NOT NULL DEFAULT 0,
  losses        integer NOT NULL DEFAULT 0,
  -- when this attempt was dispatched; null while it is not
  dispatched_at timestamptz,
  worker_id     text,
  -- the StepSpec as it was at the start, so that an upgrade does not change a run under way
  spec          jsonb NOT NULL,
  facts         jsonb NOT NULL DEFAULT '{}',
  -- one line for people
  summary       text,
  -- in full, never truncated; secrets are masked before it is stored
  output        text,
  error         text,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at    timestamptz,
  completed_at  timestamptz,
  CONSTRAINT flow_steps_step UNIQUE (run_id, step_id)
);
-- the delay before its next attempt
ALTER TABLE flow_steps ADD COLUMN IF NOT EXISTS delay_ms integer NOT NULL DEFAULT 0;
-- the code of the error that it failed with
ALTER TABLE flow_steps ADD COLUMN IF NOT EXISTS fail_code text;
-- why it was skipped; an earlier version stored it as the beginning of the reason, after `not run: `
ALTER TABLE flow_steps ADD COLUMN IF NOT EXISTS skip_cause text;
UPDATE flow_steps
   SET skip_cause = CASE WHEN error LIKE 'not run: step %' THEN 'failure'
                         WHEN error LIKE 'not run: budget %' THEN 'budget' ELSE 'condition' END,
       error = regexp_replace(error, '^not run: ', '')
 WHERE status = 'skipped' AND skip_cause IS NULL;
-- the run's outcome and its report as data, from the step that writes the report
ALTER TABLE flow_steps ADD COLUMN IF NOT EXISTS outcome jsonb;
ALTER TABLE flow_steps ADD COLUMN IF NOT EXISTS document jsonb;
-- what its thread shows of its findings: {total, top}; and, from a step after the challenge, what became of the findings
-- of others: {step_id: {counts, top}}
ALTER TABLE flow_steps ADD COLUMN IF NOT EXISTS findings jsonb;
ALTER TABLE flow_steps ADD COLUMN IF NOT EXISTS fates jsonb;
CREATE INDEX IF NOT EXISTS flow_steps_by_status ON flow_steps (run_id, status);
CREATE INDEX IF NOT EXISTS flow_steps_by_task ON flow_steps (task_id);
CREATE INDEX IF NOT EXISTS flow_steps_by_chat ON flow_steps (chat_id);
CREATE INDEX IF NOT EXISTS flow_steps_live ON flow_steps (dispatched_at) WHERE dispatched_at IS NOT NULL;
ALTER TABLE flow_steps DROP CONSTRAINT IF EXISTS flow_steps_kind;
ALTER TABLE flow_steps ADD CONSTRAINT flow_steps_kind CHECK (kind IN ('agent', 'code'));
ALTER TABLE flow_steps DROP CONSTRAINT IF EXISTS flow_steps_status;
ALTER TABLE flow_steps ADD CONSTRAINT flow_steps_status CHECK (status IN ('pending', 'running', 'completed', 'failed', 'skipped'));
ALTER TABLE flow_steps DROP CONSTRAINT IF EXISTS flow_steps_reason;
ALTER TABLE flow_steps ADD CONSTRAINT flow_steps_reason CHECK (status NOT IN ('failed', 'skipped') OR error IS NOT NULL);
ALTER TABLE flow_steps DROP CONSTRAINT IF EXISTS flow_steps_skip_cause;
ALTER TABLE flow_steps ADD CONSTRAINT flow_steps_skip_cause CHECK (skip_cause IS NULL OR (status = 'skipped' AND skip_cause IN ('condition', 'failure', 'budget', 'backend_refused', 'no_model')));

CREATE TABLE IF NOT EXISTS workers (
  id           text PRIMARY KEY,
  host         text NOT NULL,
  pid          integer NOT NULL,
  -- the second key of its session advisory lock
  lock_id      integer GENERATED ALWAYS AS IDENTITY,
  -- how many agent tasks it executes at once
  slots        integer NOT NULL,
  -- the names under which graphile-worker locks jobs for it
  pool_ids     text[] NOT NULL DEFAULT '{}',
  started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE IF NOT EXISTS posts (
  run_id       uuid NOT NULL REFERENCES flow_runs ON DELETE CASCADE,
  -- root, step:<step_id>, report, answer:<n>, export:<n>, reopen:<n>; the file that belongs to one has `:file` appended
  key          text NOT NULL,
  platform     text NOT NULL,
  -- empty as long as only the platform is known
  workspace    text NOT NULL,
  channel      text NOT NULL,
  -- null for a message in the channel itself
  thread       text,
  -- the platform's id for it
  reference    text,
  -- of the content that was last accepted
  content_hash text,
  state        text NOT NULL DEFAULT 'wanted',
  -- when it was last about to be sent
  intent_at    timestamptz,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (run_id, key, platform, workspace, channel)
);
-- calls made for it
ALTER TABLE posts ADD COLUMN IF NOT EXISTS calls integer NOT NULL DEFAULT 0;
-- whether it shows its final content
ALTER TABLE posts ADD COLUMN IF NOT EXISTS settled boolean NOT NULL DEFAULT false;
-- when the newest of its messages that was too old to be edited was sent: edits of older ones are not tried
ALTER TABLE posts ADD COLUMN IF NOT EXISTS old_at timestamptz;
-- counts how often it was reopened: only who has read the last change can make it final
ALTER TABLE posts ADD COLUMN IF NOT EXISTS revision integer NOT NULL DEFAULT 0;
-- what its last call met, in words; null if it succeeded
ALTER TABLE posts ADD COLUMN IF NOT EXISTS error text;
-- what it met on its platform and what follows: {fault, tries, retry_at, told, paged}; null if it never met anything
ALTER TABLE posts ADD COLUMN IF NOT EXISTS trouble jsonb;
-- the user action that requested it
ALTER TABLE posts ADD COLUMN IF NOT EXISTS act_id text;
CREATE UNIQUE INDEX IF NOT EXISTS posts_by_act ON posts (platform, workspace, act_id) WHERE act_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS posts_unsettled ON posts (platform, workspace, run_id) WHERE NOT settled;
CREATE INDEX IF NOT EXISTS posts_in_trouble ON posts (platform, workspace, channel) WHERE trouble IS NOT NULL;
CREATE INDEX IF NOT EXISTS posts_by_thread ON posts (platform, workspace, channel, thread);
CREATE INDEX IF NOT EXISTS posts_by_reference ON posts (platform, workspace, channel, reference);
ALTER TABLE posts DROP CONSTRAINT IF EXISTS posts_state;
ALTER TABLE posts ADD CONSTRAINT posts_state CHECK (state IN ('wanted', 'sending', 'posted', 'gone'));

CREATE TABLE IF NOT EXISTS people (
  platform   text NOT NULL,
  workspace  text NOT NULL,
  person     text NOT NULL,
  -- whether the end of a run that the person started notifies nobody
  muted      boolean NOT NULL DEFAULT false,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (platform, workspace, person)
);

CREATE TABLE IF NOT EXISTS installations (
  platform  text NOT NULL,
  workspace text NOT NULL,
  secret    bytea NOT NULL,
  saved_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (platform, workspace)
);

CREATE TABLE IF NOT EXISTS findings (
  project_id  text NOT NULL,
  flow_name   text NOT NULL,
  fingerprint text NOT NULL,
  title       text NOT NULL,
  -- the runs that found it first and last, and when they ended
  first_run   uuid REFERENCES flow_runs ON DELETE SET NULL,
  last_run    uuid REFERENCES flow_runs ON DELETE SET NULL,
  first_seen  timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_seen   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (project_id, flow_name, fingerprint)
);
-- Earlier versions wrote no rows.
ALTER TABLE findings ADD COLUMN IF NOT EXISTS severity text NOT NULL;
ALTER TABLE findings ADD COLUMN IF NOT EXISTS kind text NOT NULL;
-- where it was found last; null without a file
ALTER TABLE findings ADD COLUMN IF NOT EXISTS path text;
ALTER TABLE findings ADD COLUMN IF NOT EXISTS line integer;
-- as a rule states it; null for what an agent found
ALTER TABLE findings ADD COLUMN IF NOT EXISTS impact double precision;
-- the cited line by which it is known; null where it is known by a symbol or a title
ALTER TABLE findings ADD COLUMN IF NOT EXISTS quote text;
ALTER TABLE findings ADD COLUMN IF NOT EXISTS source text NOT NULL;
ALTER TABLE findings ADD COLUMN IF NOT EXISTS rule text;
ALTER TABLE findings ADD COLUMN IF NOT EXISTS state text NOT NULL;
-- the commits at which it was new, found last, and fixed; and when the runs ended that said the first and the last
ALTER TABLE findings ADD COLUMN IF NOT EXISTS new_at text NOT NULL;
ALTER TABLE findings ADD COLUMN IF NOT EXISTS new_seen timestamptz NOT NULL DEFAULT clock_timestamp();
ALTER TABLE findings ADD COLUMN IF NOT EXISTS found_at text NOT NULL;
ALTER TABLE findings ADD COLUMN IF NOT EXISTS fixed_at text;
ALTER TABLE findings ADD COLUMN IF NOT EXISTS fixed_seen timestamptz;
-- the address of the pull request in which it was found last
ALTER TABLE findings ADD COLUMN IF NOT EXISTS pull_request text;
-- the start of the run that judged it last: what a run that started earlier says is not written
ALTER TABLE findings ADD COLUMN IF NOT EXISTS as_of timestamptz NOT NULL;
-- {reason, until, note, by, at}
ALTER TABLE findings ADD COLUMN IF NOT EXISTS dismissed jsonb;
-- {actor: "up" | "down"}: few, and never read without the finding
ALTER TABLE findings ADD COLUMN IF NOT EXISTS votes jsonb NOT NULL DEFAULT '{}';
ALTER TABLE findings DROP CONSTRAINT IF EXISTS findings_severity;
ALTER TABLE findings ADD CONSTRAINT findings_severity CHECK (severity IN ('P0', 'P1', 'P2', 'P3'));
ALTER TABLE findings DROP CONSTRAINT IF EXISTS findings_source;
ALTER TABLE findings ADD CONSTRAINT findings_source CHECK (source IN ('agent', 'rule'));
ALTER TABLE findings DROP CONSTRAINT IF EXISTS findings_state;
ALTER TABLE findings ADD CONSTRAINT findings_state CHECK (state IN ('new', 'persisting', 'fixed', 'not_reviewed'));
ALTER TABLE findings DROP CONSTRAINT IF EXISTS findings_fixed;
ALTER TABLE findings ADD CONSTRAINT findings_fixed CHECK ((state = 'fixed') = (fixed_at IS NOT NULL) AND (state = 'fixed') = (fixed_seen IS NOT NULL));
-- for those who name a finding by its fingerprint alone
CREATE INDEX IF NOT EXISTS findings_by_fingerprint ON findings (fingerprint);
CREATE INDEX IF NOT EXISTS findings_by_first_run ON findings (first_run);
CREATE INDEX IF NOT EXISTS findings_by_last_run ON findings (last_run);

-- An earlier version made a table of this name with other columns, and never wrote to it.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('schedules') AND attname = 'fire_time') THEN
    DROP TABLE schedules;
  END IF;
END
$$;
CREATE TABLE IF NOT EXISTS schedules (
  -- for one of baton.yaml, its key there
  id           text PRIMARY KEY,
  source       text NOT NULL,
  name         text NOT NULL,
  -- five fields
  cron         text NOT NULL,
  -- IANA name
  tz           text NOT NULL,
  -- as people write it: platform:channel, or platform:workspace/channel
  post_to      text,
  -- a ScheduledRun
  run          jsonb NOT NULL,
  -- the actor who added it; null for one of baton.yaml
  owner        text,
  -- fire times after this one are due; a fire, a change and a resumption move it forward
  counts_from  timestamptz NOT NULL,
  -- counts changes: a fire counts only for the definition that it was computed from
  revision     integer NOT NULL DEFAULT 1,
  paused       boolean NOT NULL DEFAULT false,
  -- why Baton paused it; null for one that a person paused
  pause_reason text,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- hash of the request that added it, where that had a key: the same key with another request is refused
ALTER TABLE schedules ADD COLUMN IF NOT EXISTS request_hash text;
ALTER TABLE schedules DROP CONSTRAINT IF EXISTS schedules_source;
ALTER TABLE schedules ADD CONSTRAINT schedules_source CHECK (source IN ('file', 'stored'));
ALTER TABLE schedules DROP CONSTRAINT IF EXISTS schedules_pause;
ALTER TABLE schedules ADD CONSTRAINT schedules_pause CHECK (paused OR pause_reason IS NULL);

CREATE TABLE IF NOT EXISTS schedule_fires (
  -- no foreign key: the record outlives the schedule
  schedule   text NOT NULL,
  fire_time  timestamptz NOT NULL,
  outcome    text NOT NULL,
  -- the run that was started, or that still worked
  run_id     uuid REFERENCES flow_runs ON DELETE SET NULL,
  -- why no run was started
  reason     text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (schedule, fire_time)
);
CREATE INDEX IF NOT EXISTS schedule_fires_by_run ON schedule_fires (run_id);
ALTER TABLE schedule_fires DROP CONSTRAINT IF EXISTS schedule_fires_outcome;
ALTER TABLE schedule_fires ADD CONSTRAINT schedule_fires_outcome CHECK (outcome IN ('started', 'overlap', 'refused'));

CREATE TABLE IF NOT EXISTS schedule_notices (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  schedule   text NOT NULL REFERENCES schedules ON DELETE CASCADE,
  -- overlap, refused or paused
  kind       text NOT NULL,
  fire_time  timestamptz,
  run_id     uuid,
  reason     text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- another process may say it once this has passed: the one that took it may have died
  taken_until timestamptz
);
-- how often it was taken
ALTER TABLE schedule_notices ADD COLUMN IF NOT EXISTS attempts integer NOT NULL DEFAULT 0;
-- why it could not be said the last time
ALTER TABLE schedule_notices ADD COLUMN IF NOT EXISTS error text;
CREATE INDEX IF NOT EXISTS schedule_notices_by_schedule ON schedule_notices (schedule);
ALTER TABLE schedule_notices DROP CONSTRAINT IF EXISTS schedule_notices_kind;
ALTER TABLE schedule_notices ADD CONSTRAINT schedule_notices_kind CHECK (kind IN ('overlap', 'refused', 'paused'));

CREATE TABLE IF NOT EXISTS request_keys (
  key          text PRIMARY KEY,
  -- the run that was started with the key, or that the action is about
  run_id       uuid NOT NULL REFERENCES flow_runs ON DELETE CASCADE,
  -- of the request
  request_hash text NOT NULL,
  -- the key is valid for a day
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS request_keys_by_run ON request_keys (run_id);

CREATE TABLE IF NOT EXISTS handled_actions (
  -- made from the platform's id of the action
  id         uuid PRIMARY KEY,
  actor      text NOT NULL,
  -- where it was done: {workspace, channel, thread}
  place      jsonb NOT NULL,
  -- the commands that its buttons give, valid for a day
  offers     jsonb NOT NULL DEFAULT '[]',
  -- the action is known for a week
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS handled_actions_by_age ON handled_actions (created_at);

CREATE TABLE IF NOT EXISTS button_presses (
  -- made from the person, the message, the button and its value
  button     uuid PRIMARY KEY,
  -- the platform's id of the last click that counted
  press      text NOT NULL,
  -- by the platform's clock
  pressed_at timestamptz NOT NULL,
  -- the click is known for a day
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS button_presses_by_age ON button_presses (created_at);

CREATE TABLE IF NOT EXISTS audit_log (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor  text NOT NULL,
  action text NOT NULL,
  -- no foreign key: the record outlives the run
  run_id uuid,
  detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS audit_log_by_run ON audit_log (run_id);
CREATE INDEX IF NOT EXISTS audit_log_by_time ON audit_log (at, id);

-- The two transactions of a step, each in one statement. Dropped first, since a function's result type can't be changed.
DROP FUNCTION IF EXISTS baton_claim_step;
DROP FUNCTION IF EXISTS baton_complete_step;
DROP FUNCTION IF EXISTS baton_step_states;
DROP FUNCTION IF EXISTS baton_has_room;

-- The states of a run's steps, in order: without outputs, and without specs, which never change.
CREATE FUNCTION baton_step_states(wanted_run uuid) RETURNS json LANGUAGE sql VOLATILE AS $$
  SELECT json_agg(state ORDER BY position) FROM (
    SELECT position, step_id, status, dispatched_at IS NOT NULL AS dispatched, attempt, faults, losses, delay_ms, worker_id,
           facts, error, skip_cause, fail_code, task_id, chat_id, summary
      FROM flow_steps WHERE run_id = wanted_run) AS state
$$;

-- Assigns a delivered step to a worker and returns the states of the run's steps; null if this attempt is no longer to be
-- executed.
CREATE FUNCTION baton_claim_step(wanted_run uuid, wanted_step text, wanted_attempt integer, wanted_by text)
  RETURNS json LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  run record;
  claimed_task uuid;
BEGIN
  SELECT r.status, r.started_at INTO run FROM flow_runs r WHERE r.id = wanted_run FOR NO KEY UPDATE;
  IF run.status IS DISTINCT FROM 'running' THEN RETURN NULL; END IF;
  UPDATE flow_steps s SET status = 'running', worker_id = wanted_by, started_at = clock_timestamp()
   WHERE s.run_id = wanted_run AND s.step_id = wanted_step AND s.attempt = wanted_attempt
     AND s.status = 'pending' AND s.dispatched_at IS NOT NULL
  RETURNING s.task_id INTO claimed_task;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF claimed_task IS NOT NULL THEN
    UPDATE tasks t SET state = 'running', worker_id = wanted_by, activity = NULL, started_at = clock_timestamp() WHERE t.id = claimed_task;
  END IF;
  IF run.started_at IS NULL THEN
    UPDATE flow_runs r SET started_at = clock_timestamp() WHERE r.id = wanted_run;
  END IF;
  RETURN baton_step_states(wanted_run);
END
$$;

-- Whether tasks should be admitted: some wait, and fewer admitted ones have not started than half of the workers' slots.
CREATE FUNCTION baton_has_room() RETURNS boolean LANGUAGE sql VOLATILE AS $$
  SELECT EXISTS (SELECT FROM tasks WHERE state = 'pending' AND admitted_at IS NULL)
     AND (SELECT count(*) FROM tasks WHERE state = 'pending' AND admitted_at IS NOT NULL)
         < (SELECT coalesce(sum(slots), 0) / 2.0 FROM workers)
$$;

-- Stores the full output of a step for the worker that holds it, and returns the states of the run's steps; null states for
-- a late answer, which changes nothing. The lock comes first: later statements see all that was committed before it.
CREATE FUNCTION baton_complete_step(held_run uuid, held_step text, held_attempt integer, held_by text,
                                    new_output text, new_facts jsonb, new_summary text, new_outcome jsonb DEFAULT NULL,
                                    new_document jsonb DEFAULT NULL, new_findings jsonb DEFAULT NULL,
                                    new_fates jsonb DEFAULT NULL,
                                    OUT states json, OUT has_room boolean)
  LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  completed_task uuid;
BEGIN
  PERFORM FROM flow_runs r WHERE r.id = held_run FOR NO KEY UPDATE;
  UPDATE flow_steps s
     SET status = 'completed', output = new_output, facts = new_facts, summary = new_summary, outcome = new_outcome,
         document = new_document, findings = new_findings, fates = new_fates, error = NULL, dispatched_at = NULL, completed_at = clock_timestamp()
   WHERE s.run_id = held_run AND s.step_id = held_step AND s.attempt = held_attempt AND s.worker_id = held_by
     AND s.status = 'running'
  RETURNING s.task_id INTO completed_task;
  IF NOT FOUND THEN RETURN; END IF;
  IF completed_task IS NOT NULL THEN
    UPDATE tasks t SET state = 'completed', completed_at = clock_timestamp() WHERE t.id = completed_task;
  END IF;
  states := baton_step_states(held_run);
  has_room := baton_has_room();
END
$$;
