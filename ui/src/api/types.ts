// The wire as screens name it: aliases onto the generated schema. The description marks whatever
// has a default as optional; the server always sends it, so replies are `Full` here.
import type * as wire from "./schema.gen";

type Full<T> = T extends readonly (infer One)[] ? Full<One>[] : T extends object ? { [Name in keyof T]-?: Full<Exclude<T[Name], undefined>> } : T;

export type Json = unknown;
/** RFC 3339. */
export type Moment = string;
export type Values = Record<string, Json>;

export interface Listing<T> {
  data: T[];
  next: string | null;
  total?: number | null;
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

type WithFields<T> = Omit<T, "fields"> & { fields: FieldSpec[] };

export type IntervalValue = Full<wire.Interval>;
export type Me = Full<wire.Me>;
export type Role = Me["roles"][number];
export type InvitationView = Full<wire.InvitationView>;
export type Certainty = Full<wire.Certainty>;
export type Project = Full<wire.Project>;
export type ProjectSummary = Full<wire.ProjectSummary>;
export type SchemaVersion = WithFields<Full<wire.SchemaVersion>>;
export type ProjectDetail = Omit<Full<wire.ProjectDetail>, "schema_version"> & { schema_version: SchemaVersion };
export type Guideline = Full<wire.Guideline>;
export type Item = Full<wire.Item>;
export type Label = Full<wire.Label>;
export type Rung = Full<wire.Rung>;
export type Why = Full<wire.Why>;
export type JudgmentRow = Full<wire.JudgmentRow>;
export type ItemComment = Full<wire.Comment>;
export type Side = Full<wire.Side>;
export type Lease = WithFields<Full<wire.Lease>>;
export type Leases = Omit<Full<wire.Leases>, "leases"> & { leases: Lease[] };
export type Submitted = Omit<Full<wire.Submitted>, "leases"> & { leases: Lease[] | null };
export type Undone = Omit<Full<wire.Undone>, "leases"> & { leases: Lease[] };
export type OwnJudgment = WithFields<Full<wire.OwnJudgment>>;
export type OwnProgress = Full<wire.OwnProgress>;
export type OpenWork = Full<wire.OpenWork>;
/** A sealed fact, as the live stream carries it. */
export type LiveEvent = Full<wire.Event>;

export type Outcome = NonNullable<wire.Submit["outcome"]>;
/** What is asked for leaves out what has a default. */
type Ask<T, Needed extends keyof T> = Pick<T, Needed> & Partial<T>;
export type Next = Partial<wire.Next>;
export type Submit = Ask<Omit<wire.Submit, "next">, "lease" | "token" | "values" | "seconds" | "outcome"> & { next?: Next };

export type ItemRow = Full<wire.ItemRow>;
export type ItemDetail = Full<wire.ItemDetail>;
export type AnnotatorRow = Full<wire.AnnotatorRow>;
export type LiveLease = Full<wire.LiveLease>;
export type Member = Full<wire.Member>;
export type NewMember = Full<wire.NewMember>;
export type Invitation = Full<wire.Invitation>;
export type SignInLink = Full<wire.Link>;
export type Token = Full<wire.Token>;
export type Progress = Full<wire.Progress>;
export type Job = Full<wire.Job>;
export type Dataset = Full<wire.Dataset>;
export type DatasetVersion = Full<wire.DatasetVersion>;
export type DatasetDiff = Full<wire.Diff>;
export type DiffRow = Full<wire.DiffRow>;
export type ExportFormat = Full<wire.ExportFormat>;
export type ProjectChange = Partial<wire.ProjectChange>;
export type Template = WithFields<Full<wire.Template>>;
export type ImportPreview = Full<wire.Preview>;
export type ImportMapping = Full<wire.Mapping>;
export type Import = Full<wire.Import>;
export type SchemaPreview = Full<wire.SchemaPreview>;
