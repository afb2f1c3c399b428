//go:build race

package main

// raceDetector says whether the tests run ten times slower.
const raceDetector = true
