import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, onTestFinished } from 'vitest';

/** Stubs the calls of an SDK client for the tests of one file; those of other files run in the same process. */
export const stubClient: typeof mockClient = (...args) => {
  const stub = mockClient(...args);
  afterAll(() => stub.restore());
  return stub;
};

/** The same for the test that calls it. */
export const stubForTest: typeof mockClient = (...args) => {
  const stub = mockClient(...args);
  onTestFinished(() => stub.restore());
  return stub;
};
