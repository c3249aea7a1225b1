"""The stream runtime: Faust in front, one transactional lane per agent and partition behind. It knows no machine."""
