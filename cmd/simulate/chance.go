package main

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// stream returns the random numbers of one aspect of one run. Aspects and runs
// do not share numbers: a noisier watch does not change how the runner runs,
// and a run added to a season leaves the others alone.
func stream(seed uint64, name, aspect string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name + "\x00" + aspect)) // a hash never fails
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// quantum rounds v to a multiple of step.
//
// It is half of what makes the same bytes on every machine: every state that
// feeds back into itself is rounded, or counted in whole numbers. The other
// half are conversions to float64 of what is one already: they forbid a machine
// to fuse a product and a sum, which would decide ties differently.
func quantum(v, step float64) float64 {
	return float64(math.Round(v/step) * step)
}

// normal returns a standard normal draw that never exceeds 2.5.
func normal(r *rand.Rand) float64 {
	return min(2.5, max(-2.5, r.NormFloat64()))
}

// knots is noise over cells: normal draws at regular cells, straight between.
type knots struct {
	every int
	value []float64
}

func newKnots(r *rand.Rand, cells, every int, sd float64) knots {
	k := knots{every: every}
	for range cells/every + 2 {
		k.value = append(k.value, quantum(sd*normal(r), 1e-9))
	}
	return k
}

func (k knots) at(cell int) float64 {
	i, part := cell/k.every, float64(cell%k.every)/float64(k.every)
	return k.value[i] + float64(part*(k.value[i+1]-k.value[i]))
}

// drift is noise over seconds that changes smoothly, as the error of a
// filtered receiver does: white noise through two equal low-pass filters.
type drift struct {
	r       *rand.Rand
	gain    float64 // of the white noise, so that the output has the SD asked for
	alpha   float64 // 1 over the time constant in s
	inner   float64
	current float64
}

func newDrift(r *rand.Rand, sd, tauS float64) *drift {
	alpha := 1 / tauS
	keep := 1 - alpha
	// The variance of two equal first-order filters in a row.
	variance := math.Pow(alpha, 4) * (1 + keep*keep) / math.Pow(1-keep*keep, 3)
	d := &drift{r: r, gain: quantum(sd/math.Sqrt(variance), 1e-9), alpha: alpha}
	for range int(10 * tauS) { // until the start is forgotten
		d.next()
	}
	return d
}

func (d *drift) next() float64 {
	white := float64(d.gain * normal(d.r))
	d.inner = quantum(d.inner+float64(d.alpha*(white-d.inner)), 1e-7)
	d.current = quantum(d.current+float64(d.alpha*(d.inner-d.current)), 1e-7)
	return d.current
}
