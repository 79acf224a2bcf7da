// The wire as screens name it. Provisional twins of the server's models until openapi.json is
// there; then every name here becomes an alias onto schema.gen.ts.

export type Json = unknown;
export type Moment = string; // RFC 3339
export type Values = Record<string, Json>;

export interface Listing<T> {
  data: T[];
  next: string | null;
  total?: number | null;
}

/** An estimate with its 95 % interval and the number it stands on. */
export interface IntervalValue {
  estimate: number | null;
  low: number | null;
  high: number | null;
  n: number;
}

export type Role = "owner" | "manager" | "scientist" | "reviewer" | "annotator" | "vendor_manager" | "auditor";

export interface Me {
  member: string;
  handle: string;
  email: string | null;
  roles: Role[];
  workspace: string;
  workspace_name: string;
  permissions: string[];
  csrf: string;
  locale: string | null;
  keys: Record<string, string>;
  has_password: boolean;
}

export interface InvitationView {
  workspace_name: string;
  role: Role;
  handle: string | null;
  project: string | null;
}

export interface Certainty {
  settled: number[];
  open: number[];
  none: number;
  exceptions: number;
  gold_n: number;
}

/** A field of a schema: flat, with the configuration of its kind. */
export interface FieldSpec {
  name: string;
  kind: string;
  title?: string;
  hint?: string;
  required?: boolean;
  shown_when?: Record<string, string | string[]>;
  [config: string]: Json;
}

export interface Project {
  id: string;
  name: string;
  state: "open" | "paused" | "archived";
  state_reason: string | null;
  stage: string;
  stage_since: Moment;
  blocked_reason: string | null;
  priority: number;
  overlap: number | null;
  target: number;
  schema_n: number;
  guideline_n: number;
  item_type: string | null;
  annotators: string[];
  etag: string;
  created_at: Moment;
}

export interface ProjectSummary extends Project {
  items: number;
  done: number;
  open_tasks: number;
  in_review: number;
  judgments: number;
  certainty: Certainty;
  last_judgment_at: Moment | null;
  title: string | null;
}

export interface SchemaVersion {
  id: string;
  n: number;
  fields: FieldSpec[];
  made_at: Moment;
  made_by: string | null;
  readonly_reason: string | null;
}

export interface ProjectDetail extends Project {
  schema_version: SchemaVersion;
  flow: Json;
}

export interface Guideline {
  n: number;
  text: string;
  html: string;
  made_at: Moment;
  last_seen_n: number | null;
  changed_html: string | null;
}

export interface ItemImage {
  url: string;
  thumb_url: string;
  width: number;
  height: number;
  media_type: string;
}

export interface Item {
  id: string;
  key: string;
  version: number;
  type: "image" | "text" | "record";
  content: Record<string, Json>;
  image: ItemImage | null;
}

export interface Label {
  field: string;
  value: Json;
  p: number | null;
  state: string;
  n: number;
  spread: Record<string, number> | null;
  gold_n: number;
  basis: string;
}

export interface Rung {
  rule: string;
  value: string;
  hit: boolean;
}

export interface Why {
  action: string;
  sentence: string;
  ladder: Rung[];
  values: Record<string, Json>;
  at: Moment;
}

export type Outcome = "answered" | "cannot_tell" | "bad_data" | "skipped";

export interface JudgmentRow {
  id: string;
  annotator: string;
  role: string;
  outcome: string;
  reason: string | null;
  values: Values;
  seconds: number;
  at: Moment;
  late: boolean;
  counted: boolean;
  supersedes: string | null;
  schema_n: number;
  guideline_n: number;
}

export interface ItemComment {
  id: string;
  item: string;
  key: string;
  author: string;
  text: string;
  state: string;
  at: Moment;
  reply_to: string | null;
  answer: string | null;
  answered_by: string | null;
  answered_at: Moment | null;
}

export interface Side {
  annotator: string;
  outcome: string;
  values: Values;
  seconds: number;
  reason: string | null;
}

export interface Lease {
  id: string;
  token: string;
  expires_at: Moment;
  task: string;
  project: string;
  step: string;
  item: Item;
  schema: string;
  schema_n: number;
  fields: FieldSpec[];
  guideline_n: number;
  draft: { values: Values; saved_at: Moment } | null;
  returned: string | null;
  sides: Side[] | null;
  labels: Label[] | null;
  why: Why | null;
}

export interface Leases {
  leases: Lease[];
  reason: string | null;
  detail: string | null;
}

export interface Next {
  project?: string;
  count?: number;
  step?: string;
}

export interface Submit {
  lease: string;
  token: string;
  values: Values;
  seconds: number;
  active_seconds?: number;
  outcome: Outcome;
  reason?: string;
  next?: Next;
}

export interface Submitted {
  judgment: string;
  late: boolean;
  counted: boolean;
  undo_until: Moment;
  leases: Lease[] | null;
  reason: string | null;
}

export interface Undone {
  judgment: string;
  leases: Lease[];
}

export interface OwnJudgment extends JudgmentRow {
  project: string;
  item: Item;
  fields: FieldSpec[];
  changeable: boolean;
  labels: Label[];
}

export interface OwnProgress {
  today: number;
  total: number;
  seconds_today: number;
  seconds_median: number | null;
  open_tasks: number;
  flags_answered: number;
  returned: number;
}

export interface OpenWork {
  project: string;
  name: string;
  title: string | null;
  open_tasks: number;
  state: string;
}

/** A sealed fact, as the live stream carries it. */
export interface LiveEvent {
  seq: number;
  id: string;
  type: string;
  subject: string | null;
  project: string | null;
  actor: string | null;
  at: Moment;
  payload: Json;
}
