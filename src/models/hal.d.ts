/** Id of an object in a path or query: an integer, or the text of one. */
type Id = number | bigint | string;

/** Id of an object in a body, where JSON has no bigint. */
type BodyId = number | string;

/** One of the known values, or one that Help Scout adds later. */
type Open<Known extends string> = Known | (string & {});

/** ISO 8601 in UTC with seconds, `2025-01-31T09:00:00Z`; Help Scout rejects fractions of a second. */
type DateTime = string;

/** A moment to send: a Date goes without its milliseconds, a string as it is. */
type DateTimeInput = Date | DateTime;

/** One value, or several of which any may match; they are sent joined by commas. */
type OneOrMore<Value> = Value | readonly Value[];

/** Anything that JSON can hold. */
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** An answer without a body; a created object's id is in the `resource-id` header. */
type NoContent = '';

/** This endpoint documents no parameters. */
type NoParams = Record<string, never>;

/** Parameters of which every name must be known, even if they come in a variable. */
type Strict<Given, Known> = Given & { [Name in Exclude<keyof Given, keyof Known>]: never };

/** Which page of a list to get. */
interface PageParams {
  /** Number of the page, from 1; default 1. */
  page?: number | string;
}

/** A link as HAL has it. */
interface HalLink {
  /** Absolute URL. */
  href: string;
  /** Whether `href` is an RFC 6570 template. */
  templated?: boolean;
  /** URL that tells why the link is deprecated. */
  deprecation?: string;
}

/** Links of an object by relation; any may be missing. */
type Links<Relation extends string = 'self'> = { [Name in Relation]?: HalLink };

/** Links of a page. */
interface PageLinks {
  /** This page. */
  self?: HalLink;
  /** The first page. */
  first?: HalLink;
  /** The last page. */
  last?: HalLink;
  /** The next page; missing on the last one. */
  next?: HalLink;
  /** The previous page; missing on the first one. */
  previous?: HalLink;
  /** Template of any page, with `page` as its variable. */
  page?: HalLink;
}

/**
 * Where a page stands in its list.
 *
 * @see https://developer.helpscout.com/mailbox-api/overview/pagination/
 */
interface PageMeta {
  /** Items a page holds at most. */
  size: number;
  /** Items of all pages. */
  totalElements: number;
  /** How many pages there are. */
  totalPages: number;
  /** Number of this page, from 1. */
  number: number;
}

/** A page of a list. */
interface Page<Key extends string, Item> {
  /** The items, under the name of the list; missing when there are none. */
  _embedded?: Record<Key, Item[]>;
  /** Where the other pages are; `nextPage` takes it. */
  _links: PageLinks;
  /** Missing on lists that are not paged. */
  page?: PageMeta;
}

/** A page of a list that is walked by `_links.next` alone. */
interface CursorPage<Key extends string, Item> {
  /** The items, under the name of the list; missing when there are none. */
  _embedded?: Record<Key, Item[]>;
  /** Where the next page is, unless this is the last one; `nextPage` takes it. */
  _links: Links<'first' | 'next' | 'self'>;
}

/** Puts a value in the place of another. */
interface ReplaceOperation<Path extends string, Value> {
  /** What is done. */
  op: 'replace';
  /** Where. */
  path: Path;
  /** The new value. */
  value: Value;
}

/** Adds a value to a collection. */
interface AddOperation<Path extends string, Value> {
  /** What is done. */
  op: 'add';
  /** Which collection. */
  path: Path;
  /** The new value. */
  value: Value;
}

/** Takes a value away. */
interface RemoveOperation<Path extends string> {
  /** What is done. */
  op: 'remove';
  /** Where. */
  path: Path;
  /** There is none. */
  value?: undefined;
}

/** Moves something elsewhere. */
interface MoveOperation<Path extends string, Value> {
  /** What is done. */
  op: 'move';
  /** What tells where it is. */
  path: Path;
  /** Where it goes. */
  value: Value;
}

/** One member of a request that Help Scout refused. */
interface VndErrorEntry {
  /** Which member it is, such as `customer.email`. */
  path?: string;
  /** Why it was refused. */
  message: string;
  /** What the path points into, such as `JSON`. */
  source?: string;
  /** The value that was sent. */
  rejectedValue?: Json;
  /** Id of this entry for Help Scout's support. */
  logRef?: string;
  /** Where the kind of error is explained. */
  _links?: Links<'about'>;
}

/**
 * Body of an error answer.
 *
 * @see https://developer.helpscout.com/mailbox-api/overview/errors/
 */
interface VndError {
  /** What went wrong, in words. */
  message: string;
  /** Correlation id to quote to Help Scout's support. */
  logRef?: string;
  /** The member of the request at fault, if it is one. */
  path?: string;
  /** The members that were refused. */
  _embedded?: VndErrorEntries;
  /** Where the kind of error is explained. */
  _links?: Links<'about'>;
}

/** What a `VndError` embeds. */
interface VndErrorEntries {
  /** One entry for each member that was refused. */
  errors: VndErrorEntry[];
}
