import type { LookupTable } from '../functions/types.ts';
import { InputError } from '../input/input-error.ts';
import { lookupTable } from '../input/lookup-table.ts';
import { invalid, notFound, ServiceError } from './errors.ts';

const NAME = /^\w{1,256}$/;
const ARN = 'arn:aws:logs:us-east-1:123456789012:lookup-table:';

/**
 * The lookup tables of the account. Source:
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLookupTable.html
 */
export class LookupTables {
  readonly #tables = new Map<string, LookupTable>();

  all(): Record<string, LookupTable> {
    return Object.fromEntries(this.#tables);
  }

  /** @throws ServiceError for a name that is taken or none, and for what is no table. */
  create({ lookupTableName: name, tableBody }: { lookupTableName?: string; tableBody?: string }): object {
    if (!name || !NAME.test(name)) throw invalid('lookupTableName must have letters, digits and underscores');
    if (tableBody === undefined) throw invalid('tableBody is required; tables of queryId are not served here');
    if (this.#tables.has(name)) throw new ServiceError('ResourceAlreadyExistsException', 'The lookup table exists already.');
    try {
      this.#tables.set(name, lookupTable(tableBody));
    } catch (error) {
      if (error instanceof InputError) throw invalid(error.message);
      throw error;
    }
    return { lookupTableArn: ARN + name };
  }

  /** @throws ServiceError when there is none. */
  delete({ lookupTableArn: arn = '' }: { lookupTableArn?: string }): object {
    if (!this.#tables.delete(arn.slice(ARN.length))) throw notFound('The lookup table does not exist.');
    return {};
  }
}
