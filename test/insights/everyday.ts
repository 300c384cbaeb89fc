import fc from 'fast-check';

/** What operators ask day by day, in our words: each must run. */
export const EVERYDAY = [
  'fields @timestamp, @message | sort @timestamp desc | limit 20',
  'fields @timestamp, @message | filter @message like /ERROR/ | sort @timestamp desc | limit 100',
  'filter @message like /(?i)exception|error/ | stats count(*) as errors by bin(5m) | sort errors desc',
  'filter @message like "timeout" and @message not like "retry" | stats count() by bin(1h)',
  'stats count(*) as lines by @logStream | sort lines desc | limit 10',
  'stats max(@timestamp) as last, min(@timestamp) as first, count(*) by @logStream',
  'filter level in ["ERROR", "WARN"] | stats count(*) as n by level, service | sort n desc',
  'filter ispresent(status) and status >= 500 | stats count(*) as failed by path | sort failed desc | limit 25',
  'stats avg(ms), pct(ms, 50) as p50, pct(ms, 95) as p95, pct(ms, 99) as p99, max(ms) by bin(1m)',
  'stats count(*) as all, sum(status >= 500) as bad, 100 * bad / all as rate by bin(5m) as t | filter rate > 1 | sort t',
  'stats count_distinct(user) as users by bin(1d) | sort users desc',
  'parse @message "* - * - * - *" as time, level, logger, text | filter level = "ERROR" | display @timestamp, logger, text',
  'parse @message /took (?<took>[0-9.]+)s/ | filter ispresent(took) | stats avg(took), max(took), pct(took, 90) by bin(10m)',
  'parse @message "Response: * (took *s)" as code, took | filter code >= 400 | stats count(*) by code',
  'fields @timestamp, user.id as id, request.path | filter user.id = "u-1" | sort @timestamp asc',
  'filter requestId = "abc-123" | fields @timestamp, @message | sort @timestamp',
  'fields @message | filter @message like /\\bOOM\\b|Out of memory/ | limit 50',
  'fields coalesce(error.message, errorMessage, @message) as why | stats count(*) as n by why | sort n desc | limit 5',
  'fields if(ms > 1000, "slow", "fast") as speed | stats count(*) by speed',
  'fields concat(method, " ", path) as route | stats count(*) as n, avg(ms) as mean by route | sort n desc',
  'filter strcontains(@message, "Error") = 1 | fields substr(@message, 0, 80) as head, strlen(@message) as length',
  'fields toUpper(trim(level)) as l | filter l = "ERROR" | stats count(*) by datefloor(@timestamp, 1h) as hour',
  'filter isIpv4InSubnet(ip, "10.0.0.0/8") | stats sum(bytes) / 1024 / 1024 as mb by ip | sort mb desc | limit 10',
  'filter @type = "REPORT" | stats max(@memorySize / 1000 / 1000) as mb, max(@maxMemoryUsed / 1000 / 1000) as used',
  'filter @type = "REPORT" and @duration > 1000 | fields @requestId, @duration, @billedDuration | sort @duration desc | limit 20',
  'stats count(*) as n by bin(5m) | filter level = "ERROR" | sort @timestamp desc',
  'filter level == "ERROR" | stats percentile(ms, 95) as slow by service',
  'dedup @message | limit 20',
  'fields @timestamp, status | sort @timestamp desc | dedup status',
  'pattern @message | sort @sampleCount desc | limit 10',
  'unnest items into item | stats count(*) as n by item.id | sort n desc',
  'parse @message logfmt as kv | filter kv.level = "error" | stats count(*) by kv.msg',
  'stats count(*) as n by bin(5m) as t | fillmissing with 0 for n | sort t',
  'stats count(*) as n by bin(1h) as t | sort t | accum n as total | autoregress n as before',
  'filter user in (filter status = 403 | stats count(*) as n by user | filter n > 3 | fields user) | stats count(*) by user',
  'filter level = "ERROR" | join type=left left=e right=r where e.requestId=r.requestId (filter ispresent(ms)) | fields e.@message, r.ms',
  '# errors by hour\nfilter level = "ERROR" # only these\n| stats count(*) as n\n    by bin(1h)\n| sort n desc',
];

const PARTS = EVERYDAY.flatMap((query) => query.split(/(\s+|[(),|])/)).filter((part) => part !== '');

/** Everyday queries as somebody in a hurry writes them: commands of several mixed, and words left out, doubled and changed. */
export const mutated = fc
  .tuple(
    fc.array(fc.constantFrom(...EVERYDAY.flatMap((query) => query.split(/\s\|\s/))), { minLength: 1, maxLength: 5 }),
    fc.array(fc.tuple(fc.nat(1000), fc.constantFrom('drop', 'double', 'swap', 'replace', 'quote', 'number'), fc.nat(1000)), {
      maxLength: 4,
    }),
  )
  .map(([commands, changes]) => {
    const parts = commands.join(' | ').split(/(\s+|[(),|])/);
    for (const [place, change, other] of changes) {
      const at = place % parts.length;
      const part = parts[at] as string;
      if (change === 'drop') parts[at] = '';
      else if (change === 'double') parts[at] = `${part} ${part}`;
      else if (change === 'quote') parts[at] = `"${part}"`;
      else if (change === 'number') parts[at] = String((other - 500) * 10 ** ((other % 40) - 20));
      else if (change === 'replace') parts[at] = PARTS[other % PARTS.length] as string;
      else [parts[at], parts[other % parts.length]] = [parts[other % parts.length] as string, part];
    }
    return parts.join('');
  });
