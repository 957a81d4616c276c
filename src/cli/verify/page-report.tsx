import { Facts } from '../../../mock/ui/facts.js'
import { Pill } from '../../../mock/ui/pill.js'
import { stylesheet } from '../../../mock/ui/stylesheet.js'
import { DataTable } from '../../../mock/ui/table.js'
import { EvidenceBadge, meanings } from '../../../mock/control/reference/evidence.js'
import { totalsOf, type Report } from './report.js'
import type { OperationReport } from './session.js'

/** A report as one HTML document, which fetches nothing and runs no script. */
export function pageReport(report: Report): string {
  const { title, isMock, isComplete, operations, leftBehind } = report
  const { findings } = totalsOf(report)
  const html = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="content-security-policy" content={`default-src 'none'; style-src ${stylesheet.source}`} />
        <title>{`${title} and its spec: ${findings} differences`}</title>
        <style dangerouslySetInnerHTML={{ __html: stylesheet.text }} />
      </head>
      <body class="wide">
        <main id="content">
          <div>
            <p class="eyebrow">onair verify</p>
            <h1>{title} and its spec</h1>
          </div>
          {isMock && <p class="hint">The answers came from a mock. They confirm nothing about the provider.</p>}
          {!isComplete && <p class="hint">It was stopped before all operations were called.</p>}
          {leftBehind.map((one) => (
            <p class="alert">{one}</p>
          ))}
          <Summary {...report} />
          <section class="card" aria-labelledby="differences">
            <h2 id="differences">Differences</h2>
            <DataTable
              label="Differences"
              columns={['Operation', 'Where', 'Evidence before', 'Seen', 'Suggested change']}
              rows={operations.flatMap(({ operation, findings: own }) =>
                own.map(({ kind, where, at, evidence, seen, suggestion, foundBy }) => [
                  <strong>{operation}</strong>,
                  <>
                    <code>{where}</code> <Pill tone="bad">{kind}</Pill>
                  </>,
                  evidence ? <EvidenceBadge evidence={evidence} /> : 'no mark',
                  <>
                    {seen} <span class="quiet">Found by {foundBy.join(' and ')}.</span>
                  </>,
                  <>
                    {suggestion} <code>{at}</code>
                  </>,
                ]),
              )}
              empty="No answer differs from the spec."
            />
          </section>
          <section class="card" aria-labelledby="operations">
            <h2 id="operations">Operations</h2>
            <DataTable
              label="Operations"
              columns={['Operation', 'Request', 'Evidence', 'Result', 'Answers']}
              rows={operations.map((one) => [
                <strong>{one.operation}</strong>,
                <code>
                  {one.method} {one.path}
                </code>,
                <EvidenceBadge evidence={one.evidence} />,
                <Result {...one} />,
                one.statuses.length > 0 ? [...new Set(one.statuses)].join(', ') : one.reason,
              ])}
              empty="There are none."
            />
          </section>
          {!isMock && (
            <section class="card" aria-labelledby="confirmations">
              <h2 id="confirmations">Confirmations</h2>
              <p class="quiet">
                What the spec has without a page of the vendor, and an answer agrees with. Suggested change: mark it as
                seen.
              </p>
              <DataTable
                label="Confirmations"
                columns={['Operation', 'Where', 'Evidence before', 'In the spec']}
                rows={operations.flatMap(({ operation, confirmations: own }) =>
                  own.map(({ where, at, evidence }) => [
                    <strong>{operation}</strong>,
                    <code>{where}</code>,
                    <EvidenceBadge evidence={evidence} />,
                    <code>{at}</code>,
                  ]),
                )}
                empty="There are none."
              />
            </section>
          )}
          <section class="card" aria-labelledby="marks">
            <h2 id="marks">Marks of evidence</h2>
            <Facts rows={Object.entries(meanings).map(([mark, text]) => [<EvidenceBadge evidence={mark} />, text])} />
          </section>
        </main>
      </body>
    </html>
  )
  // oxlint-disable-next-line typescript/no-base-to-string -- hono's elements render themselves by toString.
  return `<!doctype html>\n${html.toString()}\n`
}

const Summary = (report: Report) => {
  const { called, findings, confirmations } = totalsOf(report)
  return (
    <section class="card" aria-label="Summary">
      <Facts
        rows={[
          ['Address', report.address === null ? "The provider's own servers" : <code>{report.address}</code>],
          ['Time', <time datetime={report.at}>{report.at.slice(0, 16).replace('T', ' ')} UTC</time>],
          ['Operations called', `${called} of ${report.operations.length}`],
          ['Differences', findings > 0 ? <Pill tone="bad">{findings}</Pill> : <Pill tone="good">none</Pill>],
          ...(report.isMock ? [] : [['Confirmations', String(confirmations)] as const]),
        ]}
      />
    </section>
  )
}

const Result = ({ findings, statuses }: OperationReport) => {
  if (findings.length > 0) return <Pill tone="bad">differs</Pill>
  return statuses.length > 0 ? <Pill tone="good">as described</Pill> : <Pill>not called</Pill>
}
