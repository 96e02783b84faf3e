// What Debian's Point Cloud Library makes of a cloud: its VoxelGrid, for VoxelGridPclTest, and how long that takes, for
// examples/benchmarks/voxels-against-pcl.
//
//   g++ -O2 -std=c++17 $(pkg-config --cflags eigen3 | sed s/-I/-isystem/) -isystem /usr/include/pcl-1.13 pcl_voxels.cc \
//       -o pcl_voxels -lpcl_filters -lpcl_io -lpcl_common                           (apt-get install g++ libpcl-dev)
//
//   pcl_voxels voxels FILE LEAF          a line for each voxel: cell x y z, points, mean x y z intensity
//   pcl_voxels time FILE LEAF SECONDS    points, voxels; median, least and 99th percentile of the filter's time, ns,
//                                        counting what the thread had of its core
//
// FILE is a PCD, or ends in .bin and is x, y, z, intensity as float32. Points that are no number are left out before.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include <pcl/common/io.h>
#include <pcl/filters/voxel_grid.h>
#include <pcl/io/pcd_io.h>
#include <pcl/point_types.h>

using Cloud = pcl::PointCloud<pcl::PointXYZI>;

static Cloud::Ptr load(const std::string &name) {
  Cloud::Ptr all(new Cloud), finite(new Cloud);
  if (name.size() > 4 && name.compare(name.size() - 4, 4, ".bin") == 0) {
    std::ifstream in(name, std::ios::binary);
    float row[4];
    while (in.read(reinterpret_cast<char *>(row), sizeof row)) {
      pcl::PointXYZI point;
      point.x = row[0], point.y = row[1], point.z = row[2], point.intensity = row[3];
      all->push_back(point);
    }
  } else if (pcl::io::loadPCDFile(name, *all) != 0) {
    all->clear();
  }
  for (const auto &point : *all)
    if (std::isfinite(point.x) && std::isfinite(point.y) && std::isfinite(point.z)) finite->push_back(point);
  if (finite->empty()) {
    std::fprintf(stderr, "no points: file=%s (expected a PCD file, or float32 rows in a file *.bin)\n", name.c_str());
    std::exit(2);
  }
  return finite;
}

// PCL's own assignment of points to voxels gives the counts, which its filter does not.
static void voxels(const Cloud::Ptr &cloud, float leaf) {
  pcl::VoxelGrid<pcl::PointXYZI> grid;
  grid.setInputCloud(cloud);
  grid.setLeafSize(leaf, leaf, leaf);
  grid.setSaveLeafLayout(true);
  Cloud means;
  grid.filter(means);
  std::vector<int> counts(means.size());
  std::vector<Eigen::Vector3i> cells(means.size());
  for (const auto &point : *cloud) {
    int voxel = grid.getCentroidIndex(point);
    counts[voxel]++;
    cells[voxel] = grid.getGridCoordinates(point.x, point.y, point.z);
  }
  for (size_t i = 0; i < means.size(); i++)
    std::printf("%d %d %d %d %.9g %.9g %.9g %.9g\n", cells[i].x(), cells[i].y(), cells[i].z(), counts[i], means[i].x,
                means[i].y, means[i].z, means[i].intensity);
}

static double threadNanos() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e9 + now.tv_nsec;
}

static void timed(const Cloud::Ptr &cloud, float leaf, double seconds) {
  using Clock = std::chrono::steady_clock;
  pcl::VoxelGrid<pcl::PointXYZI> grid;
  grid.setInputCloud(cloud);
  grid.setLeafSize(leaf, leaf, leaf);
  Cloud means;
  std::vector<double> times;
  const auto begin = Clock::now();
  while (std::chrono::duration<double>(Clock::now() - begin).count() < seconds) {
    const double before = threadNanos();
    grid.filter(means);
    times.push_back(threadNanos() - before);
  }
  times.erase(times.begin(), times.begin() + times.size() / 5);  // caches and allocator warm up, as JMH's do
  std::sort(times.begin(), times.end());
  std::printf("%zu %zu %.0f %.0f %.0f\n", cloud->size(), means.size(), times[times.size() / 2], times[0],
              times[times.size() * 99 / 100]);
}

int main(int count, char **words) {
  if (count == 4 && !std::strcmp(words[1], "voxels")) {
    voxels(load(words[2]), std::atof(words[3]));
  } else if (count == 5 && !std::strcmp(words[1], "time")) {
    timed(load(words[2]), std::atof(words[3]), std::atof(words[4]));
  } else {
    std::fprintf(stderr, "usage: pcl_voxels voxels FILE LEAF | pcl_voxels time FILE LEAF SECONDS\n");
    return 2;
  }
}
