// `import x = require()` gives the class, its types and its errors.
import HelpScout = require('helpscout-native');

const helpscout = new HelpScout({ clientId: 'id', clientSecret: 'secret', authenticationFlow: 'OAuth2' });

class Traced extends HelpScout {
  calls: string[] = [];
}

const emitter: NodeJS.EventEmitter = new Traced({
  clientId: 'id',
  clientSecret: 'secret',
  authenticationFlow: 'clientCredentials',
});

function subjectOf(conversation: HelpScout.Conversation): string | null {
  return conversation.subject;
}

async function explain(error: unknown) {
  if (error instanceof HelpScout.ValidationError) {
    return error.fields.map((field) => field.message);
  }
  const cause: HelpScout.HelpScoutError | undefined =
    error instanceof HelpScout.IndeterminateWriteError ? error.cause : undefined;
  return cause;
}

export { emitter, explain, helpscout, subjectOf };
