/** Id of an object: an integer, or the text of one. */
type Id = number | bigint | string;

/** One of the known values, or one that Help Scout adds later. */
type Open<Known extends string> = Known | (string & {});

/** ISO 8601 in UTC with seconds, `2025-01-31T09:00:00Z`; Help Scout rejects fractions of a second. */
type DateTime = string;

/** Several values joined by commas, `12,34`; a single number is a list of one. */
type CommaList = string | number;

/** Anything that JSON can hold. */
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** An answer without a body; a created object's id is in the `resource-id` header. */
type NoContent = '';

/** This endpoint documents no parameters. */
type NoParams = Record<string, never>;

/** Which page of a list to get. */
interface PageParams {
  /** 1-based number of the page; default 1. */
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

/** Links of an object by relation. */
interface HalLinks {
  self?: HalLink;
  [relation: string]: HalLink | undefined;
}

/** Links of a page; `next` is missing on the last one. */
interface PageLinks extends HalLinks {
  first?: HalLink;
  last?: HalLink;
  next?: HalLink;
  previous?: HalLink;
  /** Template of any page, with `page` as its variable. */
  page?: HalLink;
}

/** Where a page stands in its list. */
interface PageMeta {
  /** Items a page holds at most. */
  size: number;
  totalElements: number;
  totalPages: number;
  /** 1-based number of this page. */
  number: number;
}

/** A page of a list: `_embedded` is missing when nothing matches. */
interface Page<Key extends string, Item> {
  _embedded?: Record<Key, Item[]>;
  _links: PageLinks;
  /** Missing on lists that are not paged. */
  page?: PageMeta;
}

/** A page of a list that is walked by `_links.next` alone; the last one has none. */
interface CursorPage<Key extends string, Item> {
  _embedded?: Record<Key, Item[]>;
  _links?: { self?: HalLink; next?: HalLink };
}

/** One validation failure of a request. */
interface VndErrorEntry {
  /** Which member of the request was refused. */
  path?: string;
  message: string;
  /** What the path points into, such as `JSON`. */
  source?: string;
  rejectedValue?: Json;
  _links?: HalLinks;
}

/** Body of an error answer. */
interface VndError {
  message: string;
  /** Correlation id to quote to Help Scout's support. */
  logRef?: string;
  _embedded?: { errors: VndErrorEntry[] };
}
