//go:build !race

package parse

// raceDetector says whether the tests run ten times slower, and no time means anything.
const raceDetector = false
