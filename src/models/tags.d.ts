/**
 * A tag of the account. A single one comes with less than those of a list.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/tags/list/
 */
interface Tag {
  /** Id of the tag. */
  id: number;
  /** Name of the tag as URLs have it. */
  slug: string;
  /** Name of the tag. */
  name: string;
  /**
   * Name of a colour.
   *
   * @deprecated Help Scout is giving it up.
   */
  color?: string;
  /** When it was created. */
  createdAt?: DateTime;
  /** When it last changed. */
  updatedAt?: DateTime;
  /** How many conversations have it. */
  ticketCount?: number;
  /** Where it is. */
  _links?: Links;
}

/** A page of tags by name. */
type TagList = Page<'tags', Tag>;
