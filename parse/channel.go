package parse

// Channel names one column of samples.
type Channel int

// The channels, in the order of their columns in Activity.
const (
	Distance Channel = iota
	Latitude
	Longitude
	Elevation
	Speed
	HeartRate
	Cadence
	Power
	Temperature
	NumChannels
)

// ChannelInfo describes a column: its name, its unit and what a running body
// and a working sensor can produce. Values outside the range are kept by this
// package and judged by those who use them.
type ChannelInfo struct {
	Name string
	Unit string
	Min  float64 // in Unit
	Max  float64 // in Unit
}

// Info returns the description of c. The ranges are our own choice but for the
// heart rate, whose floor and ceiling follow what chest straps can report.
func (c Channel) Info() ChannelInfo {
	return [NumChannels]ChannelInfo{
		Distance:    {"distance", "m", 0, 2e6},
		Latitude:    {"latitude", "deg", -90, 90},
		Longitude:   {"longitude", "deg", -180, 180},
		Elevation:   {"elevation", "m", -450, 9000},
		Speed:       {"speed", "m/s", 0, 50},
		HeartRate:   {"heart rate", "bpm", 25, 250},
		Cadence:     {"cadence", "spm", 0, 300},
		Power:       {"power", "W", 0, 3000},
		Temperature: {"temperature", "°C", -50, 80},
	}[c]
}

// String returns the channel's name.
func (c Channel) String() string { return c.Info().Name }

// Column returns the column of c, nil when it was never recorded.
func (a *Activity) Column(c Channel) []float64 { return *a.column(c) }

func (a *Activity) column(c Channel) *[]float64 {
	return [NumChannels]*[]float64{
		&a.DistanceM, &a.LatDeg, &a.LonDeg, &a.ElevationM, &a.SpeedMPS,
		&a.HeartRateBPM, &a.CadenceSPM, &a.PowerW, &a.TemperatureC,
	}[c]
}
