package main

import (
	"math"
	"slices"
	"strings"
)

// median returns the middle value, of an even number the mean of the two in the
// middle, NaN of none.
func median(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	n := len(s)
	if n == 0 {
		return math.NaN()
	}
	return (s[(n-1)/2] + s[n/2]) / 2
}

// medianRatio returns the median of over[i]/under[i]: both were measured in the
// same round, so what the machine did beside weighs on both. NaN where they are
// not pairs.
func medianRatio(over, under []float64) float64 {
	if len(over) != len(under) {
		return math.NaN()
	}
	ratios := make([]float64, len(over))
	for i := range over {
		ratios[i] = over[i] / under[i]
	}
	return median(ratios)
}

// growth returns the largest ratio of a value to any value before it: 1 or less
// where nothing grows, NaN of fewer than two.
func growth(values []float64) float64 {
	if len(values) < 2 {
		return math.NaN()
	}
	least, most := values[0], 0.0
	for _, v := range values[1:] {
		most = max(most, v/least)
		least = min(least, v)
	}
	return most
}

// series writes costs per point for people.
func series(ns []float64) string {
	words := make([]string, len(ns))
	for i, v := range ns {
		words[i] = digits(v)
	}
	return strings.Join(words, ", ") + " ns"
}
