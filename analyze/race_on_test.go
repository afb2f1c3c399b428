//go:build race

package analyze

// raceDetector says whether the tests run ten times slower, and no time means anything.
const raceDetector = true
