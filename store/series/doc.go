// Package series keeps readings of package monitor in one compact file.
//
// A file is immutable: appending a batch writes a new one beside it, with what was there copied, and
// puts it in its place once it is on disk. A crash leaves the old file as it was; readers that have
// the old file open go on reading it. Every byte is covered by a checksum, so that a file that was
// cut short or changed is refused with the position of the damage. docs/format/series.md defines the
// bytes.
package series
