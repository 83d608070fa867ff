/**
 * A team; its members are users.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/teams/list-teams/
 */
interface Team {
  /** Id of the team. */
  id: number;
  /** Name of the team. */
  name: string;
  /** IANA name of the time zone, `Europe/Lisbon`. */
  timezone: string;
  /** URL of a picture. */
  photoUrl?: string | null;
  /** What follows the @ in a mention. */
  mention?: string;
  /** Initials. */
  initials?: string;
  /** When it was created. */
  createdAt: DateTime;
  /** When it last changed. */
  updatedAt: DateTime;
  /** Where it is. */
  _links?: Links;
}

/** A page of teams. */
type TeamPage = Page<'teams', Team>;

/**
 * Who is to join a team, and who is to leave it; the others stay.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/teams/update-team-members/
 */
interface TeamMembersUpdate {
  /** Ids of users who join; may be empty. */
  addedUserIds: readonly BodyId[];
  /** Ids of users who leave; may be empty. */
  deletedUserIds: readonly BodyId[];
}
