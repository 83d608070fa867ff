'use strict';

module.exports = [
  {
    id: 'further-resources',
    where: 'surface-resources.test.js',
    what: 'Resources and methods that the original lacks come after its own',
    reason: 'The API has 148 operations, the original 99.'
  }
];
