/** An average, share or time; null when there is no data. */
type Metric = number | null;

/** Change of figures since the previous range, in percent. */
type Deltas<Figures> = { [Name in keyof Figures]?: Metric };

/** Figures of a range and, if a previous one was asked for, its figures and the change. */
interface Comparison<Figures, Changes> {
  /** Figures of the range. */
  current: Figures;
  /** Figures of the previous range; only if it was asked for. */
  previous?: Figures;
  /** Change since the previous range, in percent; only if it was asked for. */
  deltas?: Changes;
}

/** Points over time, of the range and of the previous one if it was asked for. */
interface Series<Point> {
  /** Points of the range. */
  current: Point[];
  /** Points of the previous range; only if it was asked for. */
  previous?: Point[];
}

/** The range that figures are of. */
interface ReportRange {
  /** Its first moment. */
  startDate: DateTime;
  /** Its last moment. */
  endDate: DateTime;
}

/** A tag that a report can be filtered by. */
interface FilterTag {
  /** Id of the tag; 1 stands for no tag. */
  id: number;
  /** Name of the tag. */
  name: string;
}

/** How often a figure was in one of its ranges. */
interface RangeBucket {
  /** Id of the bucket. */
  id: number;
  /** How often the figure was in it. */
  count: number;
  /** Its share in percent. */
  percent: Metric;
  /** How often the figure was in it in the previous range. */
  previousCount?: number;
  /** Its share in the previous range, in percent. */
  previousPercent?: Metric;
  /** Time to resolution in seconds; only of replies to resolve. */
  resolutionTime?: Metric;
}

/** How a figure is spread. */
interface RangeBuckets {
  /** How often there was a figure. */
  count: number;
  /** How often there was one in the previous range. */
  previousCount: number;
  /** How often it was in each of its ranges. */
  ranges: RangeBucket[];
}

/** Conversations of an hour of the week, in the company's time zone. */
interface BusyTimeSlot {
  /** Day of the week, from 1 for Monday to 7. */
  day: number;
  /** Hour of the day, from 0 to 23. */
  hour: number;
  /** How many conversations there were. */
  count: number;
}

/** Customers helped in a step of a report. */
interface CustomersHelpedPoint {
  /** When the step begins. */
  date: DateTime;
  /** How many customers were helped. */
  customers: number;
}

/**
 * Customers helped over time.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/company/reports-company-customers-helped/
 */
type CustomersHelpedReport = Series<CustomersHelpedPoint>;

/** A time in a step of a report. */
interface TimePoint {
  /** When the step begins. */
  date: DateTime;
  /** The time in seconds. */
  time: Metric;
}

/**
 * A response or resolution time over time.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/productivity/reports-productivity-resolution-time/
 */
type TimeSeriesReport = Series<TimePoint>;

/** Replies sent in a step of a report. */
interface RepliesPoint {
  /** When the step begins. */
  date: DateTime;
  /** How many replies were sent. */
  replies: number;
}

/**
 * Replies sent over time.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/productivity/reports-productivity-replies-sent/
 */
type RepliesSentReport = Series<RepliesPoint>;

/** Conversations resolved in a step of a report. */
interface ResolvedPoint {
  /** When the step begins. */
  date: DateTime;
  /** How many conversations were resolved. */
  resolved: number;
}

/**
 * Conversations resolved over time.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/productivity/reports-productivity-resolved/
 */
type ResolvedReport = Series<ResolvedPoint>;
