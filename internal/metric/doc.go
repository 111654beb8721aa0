// Package metric defines what is measured: one definition a metric for every account, the periods
// that it is measured over, the portable scans that fetch its ingredients, and the arithmetic from
// a scan's small result to a value with its comparison and interval. It does no I/O: an engine runs
// the scans, callers hand the results back.
package metric
