/** How customers rated. */
interface HappinessScores {
  /** Share of great ratings in percent. */
  great: Metric;
  /** Share of okay ratings in percent. */
  okay: Metric;
  /** Share of not good ratings in percent. */
  notGood: Metric;
  /** Percentage of great ratings less that of not good ones. */
  happinessScore: Metric;
  /** How many great ratings there were. */
  greatCount: number;
  /** How many okay ratings there were. */
  okayCount: number;
  /** How many not good ratings there were. */
  notGoodCount: number;
}

/** Figures of ratings. */
interface HappinessFigures extends HappinessScores {
  /** Share of customers who rated, in percent. */
  ratingsPercent: Metric;
  /** How many ratings there were. */
  ratingsCount: number;
  /** How many customers there were. */
  totalCustomers: number;
  /** How many of them rated. */
  totalCustomersWithRatings: number;
}

/**
 * Report on satisfaction ratings.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/happiness/reports-happiness-overall/
 */
interface HappinessReport extends Comparison<HappinessFigures, Deltas<HappinessScores>> {
  /** Tags to filter by; only of a user. */
  filterTags?: FilterTag[];
}

/** How visitors used Docs. */
interface DocsFigures {
  /** How many visitors there were. */
  visitors: number;
  /** Share of visitors who browsed, in percent. */
  browseAction: Metric;
  /** Share of visitors who searched, in percent. */
  searchAction: Metric;
  /** Share of visitors who sent an e-mail in the end, in percent. */
  sentAnEmailResult: Metric;
  /** Share of visitors who found an answer, in percent. */
  foundAnAnswerResult: Metric;
  /** Share of visitors who found none, in percent. */
  failedResult: Metric;
  /** Average number of articles viewed. */
  docsViewedPerVisit: Metric;
}

/** What many visitors searched for without success. */
interface FailedSearch {
  /** What was searched for. */
  id: string;
  /** How often. */
  count: number;
}

/** What many visitors searched for. */
interface PopularSearch extends FailedSearch {
  /** How many articles were found. */
  results: number;
}

/** An article that many visitors viewed. */
interface TopArticle {
  /** Id of the article, 24 hexadecimal digits. */
  id: string;
  /** Title of the article. */
  name: string;
  /** How often it was viewed. */
  count: number;
  /** Id of the site, 24 hexadecimal digits. */
  siteId: string;
  /** Id of the collection, 24 hexadecimal digits. */
  collectionId: string;
}

/** A category that many visitors viewed. */
interface TopCategory {
  /** Id of the category, 24 hexadecimal digits. */
  id: string;
  /** Name of the category. */
  name: string;
  /** How often it was viewed. */
  count: number;
  /** Id of the site, 24 hexadecimal digits. */
  siteId: string;
  /** How many articles it has. */
  articles: number;
}

/**
 * Report on visits and searches of Docs sites.
 *
 * @see https://developer.helpscout.com/mailbox-api/endpoints/reports/docs/reports-docs-overall/
 */
interface DocsReport extends Comparison<DocsFigures, Deltas<DocsFigures>> {
  /** What was searched for most. */
  popularSearches: PopularSearch[];
  /** What was searched for most without success. */
  failedSearches: FailedSearch[];
  /** What was viewed most. */
  topArticles: TopArticle[];
  /** What was viewed most, by category. */
  topCategories: TopCategory[];
}
