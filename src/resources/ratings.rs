//! Satisfaction ratings.

use crate::resource;

resource!(RatingResource "ratings" as "Rating" {
    "Gets a satisfaction rating." ["ratings/get"]
    GET "/v2/ratings/{ratingId}" get() -> "Rating";
});
